package org.writesae.experiment.selectivity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.writesae.experiment.BaselineAtom;
import org.writesae.experiment.CellTrace;
import org.writesae.experiment.ChangeTerms;
import org.writesae.experiment.Extent;
import org.writesae.experiment.Firing;
import org.writesae.experiment.FiringFinder;
import org.writesae.experiment.FiringQuota;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.GaussianDraws;
import org.writesae.experiment.Interventions;
import org.writesae.experiment.StateChange;
import org.writesae.experiment.StrongestFeatures;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Vectors;

/**
 * Selectivity of the atoms of one cell: at firings of its most often strongest features ε A is added to the state after the
 * token, and so is each control at the norm of ε A; the tokens whose logits change most after the next token are compared. The
 * random factors are standard normal, from the key {seed, layer, head, feature, passage, position}.
 */
public final class SelectivityCell {
    /** Changes whose logits are held at a time. */
    private static final int BLOCK = 16;

    private final HostModel model;
    private final String name;
    private final int layer;
    private final int head;
    private final WriteSae sae;
    private final BaselineAtom flat;
    private final SelectivityPlan plan;
    private final ModelConfig c;
    private final double[] norms;

    /**
     * @param name of the cell among the units of work
     * @param flat what a flat autoencoder gives at a state; null for none
     */
    public SelectivityCell(HostModel model, String name, int layer, int head, WriteSae sae, BaselineAtom flat, SelectivityPlan plan) {
        this.model = model;
        this.name = name;
        this.layer = layer;
        this.head = head;
        this.sae = sae;
        this.flat = flat;
        this.plan = plan;
        this.c = model.config();
        this.norms = sae.atomNorms();
    }

    /** Runs the firings: by feature, passage and position. */
    public List<SelectivityRecord> run(int[][] sequences, WorkUnits units) {
        List<Integer> features = StrongestFeatures.of(model, () -> sae, layer, head, sequences, plan.features(), name, units);
        List<List<Firing>> byPassage = firings(sequences, features, units);
        List<SelectivityRecord> records = new ArrayList<>();
        for (JsonNode unit : units.run("sets-" + name, byPassage.size(), n -> sets(sequences, byPassage.get(n)))) {
            unit.forEach(record -> records.add(SelectivityRecord.of(record)));
        }
        Map<Integer, List<SelectivityRecord>> by = new LinkedHashMap<>();
        features.forEach(feature -> by.put(feature, new ArrayList<>()));
        records.forEach(record -> by.get(record.feature()).add(record));
        return by.values().stream().flatMap(List::stream).toList();
    }

    /** By passage that has some, the first firings of each feature. */
    private List<List<Firing>> firings(int[][] sequences, List<Integer> features, WorkUnits units) {
        List<JsonNode> found = units.everywhereUntil("firings-" + name, sequences.length, s -> firings(s, sequences[s], features),
                some -> quota(some, features, new ArrayList<>()).isFull());
        List<List<Firing>> byPassage = new ArrayList<>();
        quota(found, features, byPassage);
        return byPassage;
    }

    private FiringQuota quota(List<JsonNode> found, List<Integer> features, List<List<Firing>> byPassage) {
        FiringQuota quota = new FiringQuota(features, plan.cap(), Integer.MAX_VALUE);
        for (int s = 0; s < found.size(); s++) {
            List<Firing> own = new ArrayList<>();
            for (JsonNode one : found.get(s)) {
                if (quota.admits(one.get(0).intValue())) {
                    own.add(new Firing(one.get(0).intValue(), s, one.get(1).intValue(), 0));
                }
            }
            if (!own.isEmpty()) {
                byPassage.add(own);
            }
        }
        return quota;
    }

    private ArrayNode firings(int passage, int[] ids, List<Integer> features) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        if (ids.length > 1) {
            float[] a = sae.encode(trace(ids).states(), ids.length - 1);
            new FiringFinder(features, FiringSelection.ARGMAX, plan.cap(), Integer.MAX_VALUE).take(passage, a, sae.config().features())
                    .forEach(firing -> found.addArray().add(firing.feature()).add(firing.position()));
        }
        return found;
    }

    private CellTrace trace(int[] ids) {
        return CellTrace.of(model, ids, layer, head, WriteReading.RAW);
    }

    private ArrayNode sets(int[][] sequences, List<Firing> firings) {
        CellTrace trace = trace(sequences[firings.getFirst().prompt()]);
        List<SelectivityControl> controls = Arrays.stream(SelectivityControl.values())
                .filter(control -> flat != null || control != SelectivityControl.FLAT_SVD).toList();
        List<StateChange> changes = new ArrayList<>();
        for (Firing firing : firings) {
            changes.add(new ChangeTerms(firing.position(), c.dk(), c.dv()).atom(sae, firing.feature(), plan.epsilon())
                    .change(sae.config().rank()));
            GaussianDraws draws = new GaussianDraws(plan.seed(), layer, head, firing.feature(), firing.prompt(), firing.position());
            controls.forEach(control -> changes.add(control(control, firing, draws, trace)));
        }
        ArrayNode records = JsonNodeFactory.instance.arrayNode();
        List<int[]> orders = new ArrayList<>();
        new Interventions(model, layer, head).run(trace, changes, Extent.NEXT, batch -> orders(batch, orders));
        int each = 1 + controls.size();
        for (int f = 0; f < firings.size(); f++) {
            records.add(record(firings.get(f), controls, orders.subList(f * each, (f + 1) * each)).json());
        }
        return records;
    }

    /** The random controls draw in turn from one stream, so that each draws all four factors' worth. */
    private StateChange control(SelectivityControl control, Firing firing, GaussianDraws draws, CellTrace trace) {
        double norm = Math.abs(plan.epsilon()) * norms[firing.feature()];
        ChangeTerms terms = new ChangeTerms(firing.position(), c.dk(), c.dv());
        switch (control) {
            case RANDOM -> terms.matrix(draws.next(c.dk()), draws.next(c.dv()), norm);
            case ORTHOGONAL -> {
                int rank = sae.config().rank();
                terms.matrix(Orthogonal.to(sae.keyFactors(), firing.feature() * rank, rank, draws.next(c.dk())),
                        Orthogonal.to(sae.valueFactors(), firing.feature() * rank, rank, draws.next(c.dv())), norm);
            }
            case FLAT_SVD -> {
                int size = c.dk() * c.dv();
                BaselineAtom.Factors pair = flat.at(
                        Arrays.copyOfRange(trace.states(), firing.position() * size, (firing.position() + 1) * size));
                terms.matrix(Vectors.widened(pair.key()), Vectors.widened(pair.value()), norm);
            }
        }
        return terms.change(sae.config().rank());
    }

    /** Adds the tokens that each change of a batch moves most. */
    private void orders(Interventions.Batch batch, List<int[]> orders) {
        int count = batch.changes().size();
        for (int first = 0; first < count; first += BLOCK) {
            int some = Math.min(BLOCK, count - first);
            int[] rows = new int[2 * some];
            for (int n = 0; n < some; n++) {
                rows[2 * n] = batch.nativeRow(first + n, 0);
                rows[2 * n + 1] = batch.row(first + n, 0);
            }
            double[] logits = new double[Math.multiplyExact(rows.length, c.vocabulary())];
            batch.pass().logits(logits, rows);
            for (int n = 0; n < some; n++) {
                orders.add(order(logits, n));
            }
        }
    }

    /** Tokens with the largest changes of logits [2 · changes, vocabulary]; each change has its native row, then its own. */
    private int[] order(double[] logits, int n) {
        double[] changes = new double[c.vocabulary()];
        for (int v = 0; v < changes.length; v++) {
            changes[v] = Math.abs(logits[(2 * n + 1) * c.vocabulary() + v] - logits[2 * n * c.vocabulary() + v]);
        }
        return MovedSets.top(changes, plan.sizes().stream().mapToInt(k -> k).max().orElseThrow());
    }

    private SelectivityRecord record(Firing firing, List<SelectivityControl> controls, List<int[]> orders) {
        Map<SelectivityControl, List<Double>> values = new EnumMap<>(SelectivityControl.class);
        for (int n = 0; n < controls.size(); n++) {
            int[] own = orders.get(n + 1);
            values.put(controls.get(n), plan.sizes().stream().map(k -> MovedSets.selectivity(orders.getFirst(), own, k)).toList());
        }
        return new SelectivityRecord(firing.feature(), firing.prompt(), firing.position(), values);
    }
}
