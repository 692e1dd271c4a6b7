package org.writesae.experiment.memory;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.ChangeTerms;
import org.writesae.experiment.Extent;
import org.writesae.experiment.Interventions;
import org.writesae.experiment.LogProbabilities;
import org.writesae.experiment.StateChange;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.sae.WriteSae;

/**
 * Erasing and writing one atom (E4). The firings of some passages choose the token whose probability the atom's
 * writes raise most; in others the writes of firings are deleted, and m · a* · A is added where the atom is silent. States are
 * changed after token t, and log p is read after token t + 1.
 */
public final class MemoryEdit {
    /** Rows of logits held at a time. */
    private static final int ROWS = 32;

    private final HostModel model;
    private final WriteSae sae;
    private final MemoryEditPlan plan;
    private final Interventions interventions;
    private final ModelConfig c;

    /** @throws InputException if the token to test is none of the model's */
    public MemoryEdit(HostModel model, WriteSae sae, MemoryEditPlan plan) {
        this.model = model;
        this.sae = sae;
        this.plan = plan;
        this.c = model.config();
        this.interventions = new Interventions(model, plan.layer(), plan.head());
        if (plan.token().isPresent()) {
            c.requireTokens(new int[] {plan.token().getAsInt()}, "--token");
        }
    }

    /** Runs the experiment over passages. */
    public MemoryEditResult run(int[][] sequences, WorkUnits units) {
        List<FeatureFirings> found = FeatureFirings.all(units.everywhereUntil("firings", sequences.length,
                s -> firings(s, sequences[s]).json(),
                some -> EditTargets.needed(FeatureFirings.all(some), plan) <= some.size()));
        EditTargets targets = EditTargets.of(found, plan);
        PreferredToken token = PreferredToken.of(
                units.everywhere("token", 1, n -> detect(sequences, targets.detected()).json()).getFirst());
        List<Integer> passages = targets.passages();
        List<EditRecord> records = new ArrayList<>();
        for (JsonNode passage : units.run("edits", passages.size(), n -> edits(sequences, passages.get(n), targets, token))) {
            passage.forEach(record -> records.add(EditRecord.of(record)));
        }
        return MemoryEditResult.of(plan, targets, token, records);
    }

    private FeatureFirings firings(int passage, int[] ids) {
        return ids.length < 2 ? new FeatureFirings(List.of(), List.of())
                : FeatureFirings.of(passage, trace(ids), sae, plan.feature(), plan.select());
    }

    private CellTrace trace(int[] ids) {
        return CellTrace.of(model, ids, plan.layer(), plan.head(), plan.write());
    }

    /** Sums log p native − log p deleted over firings, for every token. */
    private PreferredToken detect(int[][] sequences, List<FeatureFirings.Place> places) {
        double[] sums = new double[c.vocabulary()];
        for (int passage : places.stream().map(FeatureFirings.Place::passage).distinct().toList()) {
            CellTrace trace = trace(sequences[passage]);
            List<StateChange> changes = EditTargets.in(passage, places).stream().map(place -> deletion(trace, place)).toList();
            probabilities(trace, changes, (n, p, row) -> {
                for (int v = 0; v < sums.length; v++) {
                    sums[v] += p.at(row, v) - p.at(row + 1, v);
                }
            });
        }
        return PreferredToken.of(sums, plan, places);
    }

    private StateChange deletion(CellTrace trace, FeatureFirings.Place place) {
        return new ChangeTerms(place.position(), c.dk(), c.dv()).write(trace.writes(), -1).change(terms(trace));
    }

    private int terms(CellTrace trace) {
        return Math.max(trace.writes().terms(), sae.config().rank());
    }

    /** What is done at one place. */
    private record Edit(EditRecord.Kind kind, double magnitude, FeatureFirings.Place place) {
    }

    /** All edits of a passage. */
    private ArrayNode edits(int[][] sequences, int passage, EditTargets targets, PreferredToken token) {
        List<Edit> edits = new ArrayList<>();
        EditTargets.in(passage, targets.erased()).forEach(place -> edits.add(new Edit(EditRecord.Kind.ERASE, Double.NaN, place)));
        for (double m : plan.magnitudes()) {
            EditTargets.in(passage, targets.written()).forEach(place -> edits.add(new Edit(EditRecord.Kind.WRITE, m, place)));
        }
        for (double m : plan.doses()) {
            EditTargets.in(passage, targets.dosed()).forEach(place -> edits.add(new Edit(EditRecord.Kind.DOSE, m, place)));
        }
        CellTrace trace = trace(sequences[passage]);
        List<StateChange> changes = edits.stream().map(edit -> change(trace, edit, token)).toList();
        ArrayNode records = JsonNodeFactory.instance.arrayNode();
        probabilities(trace, changes, (n, p, row) -> records.add(record(edits.get(n), token, p, row).json(plan.feature(), token.token())));
        return records;
    }

    private StateChange change(CellTrace trace, Edit edit, PreferredToken token) {
        return edit.kind() == EditRecord.Kind.ERASE ? deletion(trace, edit.place())
                : new ChangeTerms(edit.place().position(), c.dk(), c.dv())
                        .atom(sae, plan.feature(), edit.magnitude() * token.aStar()).change(terms(trace));
    }

    private EditRecord record(Edit edit, PreferredToken preferred, LogProbabilities p, int row) {
        int token = preferred.token();
        EditRecord record = new EditRecord(edit.kind(), edit.magnitude(), edit.place().passage(), edit.place().position(),
                edit.place().coefficient(), p.at(row, token), p.at(row + 1, token), p.rank(row, token), p.rank(row + 1, token));
        if (!Double.isFinite(record.delta())) {
            throw new InputException(model.name() + ": passage " + record.passage() + ", position " + record.position()
                    + ": log p is " + record.logpNative() + " natively and " + record.logpPatched()
                    + " from the changed state; finite numbers were expected");
        }
        return record;
    }

    /** Takes the distributions of one change: row {@code row} is the native one, the next that of the change. */
    @FunctionalInterface
    private interface Taker {
        void take(int change, LogProbabilities p, int row);
    }

    private void probabilities(CellTrace trace, List<StateChange> changes, Taker taker) {
        interventions.run(trace, changes, Extent.NEXT, batch -> {
            int count = batch.changes().size();
            for (int first = 0; first < count; first += ROWS / 2) {
                int some = Math.min(ROWS / 2, count - first);
                int[] rows = new int[2 * some];
                for (int n = 0; n < some; n++) {
                    rows[2 * n] = batch.nativeRow(first + n, 0);
                    rows[2 * n + 1] = batch.row(first + n, 0);
                }
                LogProbabilities p = LogProbabilities.of(batch.pass(), rows, c.vocabulary(), model.backend());
                for (int n = 0; n < some; n++) {
                    taker.take(batch.first() + first + n, p, 2 * n);
                }
            }
        });
    }
}
