package org.writesae.experiment.sweep;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.Alignment;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Orientation;
import org.writesae.experiment.Partition;
import org.writesae.experiment.PartitionJson;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeType;
import org.writesae.sae.WriteSae;

/**
 * The claim sae_family_invariance (E13): bilinear dictionaries of one cell trained with other activations, and the
 * partition of each.
 *
 * @param sweep     how to train
 * @param model     whose writes the atoms are compared with
 * @param plan      cell and readings of the partition
 * @param sequences its token sequences
 * @param threshold τ
 */
public record FamilyInvariance(TrainingSweep sweep, HostModel model, Substitution.Plan plan, int[][] sequences, double threshold) {
    /** The claim's id. */
    public static final String ID = "sae_family_invariance";

    /** TopK for comparison, BatchTopK, JumpReLU and gated, with each seed. */
    public static List<TrainingRun> runs(int layer, int head, List<Integer> seeds) {
        List<TrainingRun> runs = new ArrayList<>();
        for (int seed : seeds) {
            runs.add(new TrainingRun("bilinear", SaeType.BILINEAR, 1, false, layer, head, seed));
            runs.add(new TrainingRun("bilinear_batchtopk", SaeType.BILINEAR, 1, true, layer, head, seed));
            runs.add(new TrainingRun("bilinear_jumprelu", SaeType.BILINEAR_JUMPRELU, 1, false, layer, head, seed));
            runs.add(new TrainingRun("bilinear_gated", SaeType.BILINEAR_GATED, 1, false, layer, head, seed));
        }
        return runs;
    }

    /** Trains, looks at each dictionary, and sums up; {@code config} says what is run. */
    public ClaimOutput run(WorkUnits units, List<TrainingRun> runs, ObjectNode config) {
        List<RunOutcome> outcomes = sweep.run(units, runs);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        ObjectNode summary = result.putObject("summary");
        ArrayNode all = result.putArray("partitions");
        for (RunOutcome outcome : outcomes) {
            ObjectNode of = JsonNodeFactory.instance.objectNode();
            of.set("run", outcome.json());
            of.setAll(partition(outcome.run(), units));
            all.add(of);
            if (outcome.run().seed() == runs.getFirst().seed()) {
                summary.set(outcome.run().tag(), summary(outcome, of));
            }
        }
        return ClaimOutput.of(result);
    }

    private ObjectNode partition(TrainingRun run, WorkUnits units) {
        SaeCheckpoint stored = SaeCheckpoint.load(sweep.best(run));
        WriteSae sae = new WriteSae(Orientation.of(null, stored.config(), model.config(), model.name()).canonical(stored), model.backend());
        long positions = 0;
        for (int[] ids : sequences) {
            positions += ids.length;
        }
        Partition partition = new Partition(new Alignment(model, sae, plan).run(sequences, units,
                "atoms-" + run.tag().replace('_', '-') + "-" + run.seed()), positions, threshold);
        ObjectNode json = PartitionJson.of(partition);
        json.put("mean_l0", (double) partition.atoms().stream().mapToLong(atom -> atom.firings()).sum() / positions);
        return json;
    }

    private static ObjectNode summary(RunOutcome outcome, ObjectNode partition) {
        ObjectNode one = JsonNodeFactory.instance.objectNode().put("best_mse", outcome.bestMse())
                .put("mean_l0", partition.get("mean_l0").doubleValue());
        for (String name : List.of("register_count", "bundle_count", "n_dead", "median_register_cosine", "median_bundle_cosine")) {
            one.set(name, partition.get("partition").get(name));
        }
        double register = one.get("median_register_cosine").doubleValue();
        double bundle = one.get("median_bundle_cosine").doubleValue();
        return one.get("median_register_cosine").isNull() || one.get("median_bundle_cosine").isNull() ? one.putNull("register_over_bundle")
                : one.put("register_over_bundle", register / bundle);
    }
}
