package org.writesae.experiment.readers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.ChangeTerms;
import org.writesae.experiment.Extent;
import org.writesae.experiment.Firing;
import org.writesae.experiment.FiringFinder;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.GaussianDraws;
import org.writesae.experiment.Interventions;
import org.writesae.experiment.StateChange;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.sae.WriteSae;

/**
 * Which later heads read what an atom writes: our reading of the paper's reader traces, which it does not define (E17).
 * At the strongest firings c A is added to the state after the token, c being the coefficient, and in a run of its own a Gaussian
 * rank-1 matrix of the same norm; a head's change is the mean over the next tokens of ‖Δo‖, o being its output in front of norm
 * and gate. Heads of the cell's own layer and of layers before it cannot change otherwise, or at all, and are left out. The
 * factors of a random matrix are standard normal, from the key {seed, passage, position, feature}.
 */
public final class ReaderTraces {
    private final HostModel model;
    private final WriteSae sae;
    private final ReaderPlan plan;
    private final ModelConfig c;
    private final List<Integer> layers;

    /** @throws InputException if no layer behind the cell's has a state */
    public ReaderTraces(HostModel model, WriteSae sae, ReaderPlan plan) {
        this.model = model;
        this.sae = sae;
        this.plan = plan;
        this.c = model.config();
        this.layers = c.stateLayers().stream().filter(i -> i > plan.layer()).toList();
        if (layers.isEmpty()) {
            throw new InputException("--layer " + plan.layer() + ": no layer behind it has a state, so that none can read the write");
        }
    }

    /**
     * Looks for the readers.
     *
     * @return by atom, its contexts, strongest first; atoms that fire nowhere have none
     */
    public Map<Integer, List<HeadChanges>> run(int[][] sequences, WorkUnits units) {
        List<Firing> chosen = chosen(units.everywhere("firings", sequences.length, s -> firings(s, sequences[s])));
        List<Integer> passages = chosen.stream().map(Firing::prompt).distinct().sorted().toList();
        List<HeadChanges> found = new ArrayList<>();
        units.run("contexts", passages.size(), n -> changes(sequences[passages.get(n)],
                chosen.stream().filter(firing -> firing.prompt() == passages.get(n)).toList()))
                .forEach(unit -> unit.forEach(one -> found.add(HeadChanges.of(one))));
        Map<Integer, List<HeadChanges>> by = new LinkedHashMap<>();
        for (int feature : plan.features()) {
            by.put(feature, found.stream().filter(one -> one.feature() == feature).sorted(Comparator
                    .comparingDouble((HeadChanges one) -> -one.coefficient()).thenComparingInt(HeadChanges::passage)
                    .thenComparingInt(HeadChanges::position)).toList());
        }
        return by;
    }

    /** The heads that may read, by their change. */
    public List<Reader> readers(List<HeadChanges> contexts) {
        return Reader.ranked(layers, c.heads(), contexts);
    }

    private ArrayNode firings(int passage, int[] ids) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        if (ids.length > 1) {
            float[] a = sae.encode(trace(ids).states(), ids.length - 1);
            new FiringFinder(plan.features(), FiringSelection.ARGMAX, Integer.MAX_VALUE, Integer.MAX_VALUE)
                    .take(passage, a, sae.config().features()).forEach(firing -> found.addArray().add(firing.feature())
                            .add(firing.position()).add((double) firing.coefficient()));
        }
        return found;
    }

    private CellTrace trace(int[] ids) {
        return CellTrace.of(model, ids, plan.layer(), plan.head(), WriteReading.RAW);
    }

    /** The strongest firings of each atom; of equal ones the first. */
    private List<Firing> chosen(List<JsonNode> passages) {
        List<Firing> all = new ArrayList<>();
        for (int s = 0; s < passages.size(); s++) {
            for (JsonNode one : passages.get(s)) {
                all.add(new Firing(one.get(0).intValue(), s, one.get(1).intValue(), (float) one.get(2).doubleValue()));
            }
        }
        List<Firing> chosen = new ArrayList<>();
        for (int feature : plan.features()) {
            chosen.addAll(all.stream().filter(firing -> firing.feature() == feature)
                    .sorted(Comparator.comparingDouble(firing -> -firing.coefficient())).limit(plan.contexts()).toList());
        }
        return chosen;
    }

    private ArrayNode changes(int[] ids, List<Firing> firings) {
        CellTrace trace = trace(ids);
        double[] norms = sae.atomNorms();
        List<StateChange> changes = new ArrayList<>();
        for (Firing firing : firings) {
            changes.add(new ChangeTerms(firing.position(), c.dk(), c.dv()).atom(sae, firing.feature(), firing.coefficient())
                    .change(sae.config().rank()));
            GaussianDraws draws = new GaussianDraws(plan.seed(), firing.prompt(), firing.position(), firing.feature());
            changes.add(new ChangeTerms(firing.position(), c.dk(), c.dv())
                    .matrix(draws.next(c.dk()), draws.next(c.dv()), firing.coefficient() * norms[firing.feature()])
                    .change(sae.config().rank()));
        }
        double[][] moved = new double[changes.size()][layers.size() * c.heads()];
        new Interventions(model, plan.layer(), plan.head()).run(trace, changes, Extent.after(plan.horizon()), (layer, batch) -> {
            if (layers.contains(layer)) {
                double[] outputs = batch.pass().headOutputs();
                for (int n = 0; n < batch.changes().size(); n++) {
                    heads(outputs, batch, n, moved[batch.first() + n], layers.indexOf(layer) * c.heads());
                }
            }
        }, batch -> { });
        ArrayNode records = JsonNodeFactory.instance.arrayNode();
        for (int n = 0; n < firings.size(); n++) {
            Firing firing = firings.get(n);
            records.add(new HeadChanges(firing.feature(), firing.prompt(), firing.position(), firing.coefficient(), moved[2 * n],
                    moved[2 * n + 1]).json());
        }
        return records;
    }

    /** ‖Δo‖ of every head, averaged over the tokens of a branch, into {@code moved} from {@code first} on. */
    private void heads(double[] outputs, Interventions.Batch batch, int n, double[] moved, int first) {
        int rows = batch.rows(n);
        for (int step = 0; step < rows; step++) {
            int own = batch.row(n, step) * c.heads() * c.dv();
            int twin = batch.nativeRow(n, step) * c.heads() * c.dv();
            for (int head = 0; head < c.heads(); head++) {
                double squares = 0;
                for (int j = head * c.dv(); j < (head + 1) * c.dv(); j++) {
                    double change = outputs[own + j] - outputs[twin + j];
                    squares += change * change;
                }
                moved[first + head] += Math.sqrt(squares) / rows;
            }
        }
    }
}
