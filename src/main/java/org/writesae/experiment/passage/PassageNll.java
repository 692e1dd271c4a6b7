package org.writesae.experiment.passage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.ChangeTerms;
import org.writesae.experiment.EditedText;
import org.writesae.experiment.FiringFinder;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.GaussianDraws;
import org.writesae.experiment.LogProbabilities;
import org.writesae.experiment.NativeOverlap;
import org.writesae.experiment.StateChange;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.sae.WriteSae;

/**
 * What deleting every register write of a passage costs (E18): one run of the passage with the write taken out of the
 * state after each token at which a register fires, one with a random rank-1 matrix of the write's Frobenius norm, both against
 * the unchanged run. The factors of a random matrix are standard normal, from the key {seed, passage, position}.
 */
public final class PassageNll {
    /** Rows of logits held at a time. */
    private static final int ROWS = 32;

    private final HostModel model;
    private final WriteSae sae;
    private final PassageNllPlan plan;
    private final Set<Integer> registers;
    private final ModelConfig c;

    /** @param registers the atoms whose firings count */
    public PassageNll(HostModel model, WriteSae sae, PassageNllPlan plan, Set<Integer> registers) {
        this.model = model;
        this.sae = sae;
        this.plan = plan;
        this.registers = Set.copyOf(registers);
        this.c = model.config();
    }

    /**
     * Runs the passages.
     *
     * @return one for each passage with at least two tokens, in order
     * @throws InputException if there is none
     */
    public List<PassageLoss> run(int[][] sequences, WorkUnits units) {
        List<Integer> passages = new ArrayList<>();
        for (int s = 0; s < sequences.length && passages.size() < plan.passages(); s++) {
            if (sequences[s].length > 1) {
                passages.add(s);
            }
        }
        if (passages.isEmpty()) {
            throw new InputException("--tokens: no passage has two tokens, so none is predicted");
        }
        return units.run("passages", passages.size(), n -> loss(passages.get(n), sequences[passages.get(n)]).json()).stream()
                .map(PassageLoss::of).toList();
    }

    private PassageLoss loss(int passage, int[] ids) {
        CellTrace trace = CellTrace.of(model, ids, plan.layer(), plan.head(), plan.write());
        Map<Integer, StateChange> delete = new TreeMap<>();
        Map<Integer, StateChange> random = new TreeMap<>();
        double[] norms = new NativeOverlap(sae, model.backend()).norms(trace.writes());
        int terms = trace.writes().terms() + 1;
        for (int t : positions(trace, ids.length)) {
            delete.put(t, new ChangeTerms(t, c.dk(), c.dv()).write(trace.writes(), -1).change(terms));
            GaussianDraws draws = new GaussianDraws(plan.seed(), passage, t);
            ChangeTerms other = new ChangeTerms(t, c.dk(), c.dv()).matrix(draws.next(c.dk()), draws.next(c.dv()), norms[t]);
            random.put(t, (plan.control() == Control.REPLACE ? other.write(trace.writes(), -1) : other).change(terms));
        }
        double natively = bits(trace, Map.of(), ids);
        PassageLoss loss = new PassageLoss(passage, ids.length - 1, delete.size(), natively, bits(trace, delete, ids) - natively,
                bits(trace, random, ids) - natively);
        if (!Double.isFinite(loss.natively() + loss.delete() + loss.random())) {
            throw new InputException(model.name() + ": passage " + passage + ": the losses are " + natively + " bits natively, "
                    + loss.delete() + " more with the writes deleted and " + loss.random() + " more with random ones");
        }
        return loss;
    }

    /** Positions with a token after them at which a register fires. */
    private List<Integer> positions(CellTrace trace, int length) {
        int width = sae.config().features();
        float[] a = sae.encode(trace.states(), length - 1);
        List<Integer> positions = new ArrayList<>();
        for (int t = 0; t < length - 1; t++) {
            if (fires(Arrays.copyOfRange(a, t * width, (t + 1) * width))) {
                positions.add(t);
            }
        }
        return positions;
    }

    private boolean fires(float[] a) {
        if (plan.select() == FiringSelection.ANY) {
            return registers.stream().anyMatch(i -> a[i] > 0);
        }
        int largest = FiringFinder.largest(a, 0, a.length);
        return a[largest] > 0 && registers.contains(largest);
    }

    /** Mean −log₂ p of the tokens after the first. */
    private double bits(CellTrace trace, Map<Integer, StateChange> changes, int[] ids) {
        Pass pass = EditedText.run(model, trace.pass(), plan.layer(), new TreeSet<>(changes.keySet()),
                (t, states) -> changes.get(t).apply(states, plan.head(), c.dk(), c.dv()));
        double sum = 0;
        for (int first = 0; first < ids.length - 1; first += ROWS) {
            int[] rows = new int[Math.min(ROWS, ids.length - 1 - first)];
            for (int n = 0; n < rows.length; n++) {
                rows[n] = first + n;
            }
            LogProbabilities p = LogProbabilities.of(pass, rows, c.vocabulary(), model.backend());
            for (int n = 0; n < rows.length; n++) {
                sum -= p.at(n, ids[first + n + 1]);
            }
        }
        return sum / (ids.length - 1) / Math.log(2);
    }
}
