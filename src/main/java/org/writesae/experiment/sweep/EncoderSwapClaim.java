package org.writesae.experiment.sweep;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;

/**
 * The claim encoder_swap.
 *
 * @param sweep how to train
 * @param runs  what to train
 */
public record EncoderSwapClaim(TrainingSweep sweep, List<TrainingRun> runs) {
    /** The claim's id. */
    public static final String ID = "encoder_swap";

    /** Trains and sums up; {@code config} says what is run. */
    public ClaimOutput run(WorkUnits units, ObjectNode config) {
        List<RunOutcome> outcomes = sweep.run(units, runs);
        EncoderSwap swap = new EncoderSwap(outcomes);
        ObjectNode upstream = JsonNodeFactory.instance.objectNode().put("experiment", "layer_encoder_swap_ablation");
        ArrayNode layers = upstream.putArray("layers");
        runs.stream().map(TrainingRun::layer).distinct().forEach(layers::add);
        upstream.put("n_heads", (int) runs.stream().map(TrainingRun::head).distinct().count());
        ArrayNode types = upstream.putArray("sae_types");
        runs.stream().map(TrainingRun::tag).distinct().forEach(types::add);
        ArrayNode seeds = upstream.putArray("seeds");
        runs.stream().map(TrainingRun::seed).distinct().forEach(seeds::add);
        upstream.set("train_config", sweep.settings().json());
        upstream.set("per_layer", swap.perLayer());
        upstream.set("hypothesis_tests", swap.tests());
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", summary(swap, outcomes.size()));
        result.set("per_layer", upstream.get("per_layer"));
        result.set("hypothesis_tests", upstream.get("hypothesis_tests"));
        ArrayNode all = result.putArray("runs");
        outcomes.forEach(outcome -> all.add(outcome.json()));
        return new ClaimOutput(result, Map.of("layer_encoder_swap_results.json", JsonFiles.text(upstream)));
    }

    private ObjectNode summary(EncoderSwap swap, int count) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode().put("n_runs", count);
        ObjectNode errors = summary.putObject("layer_avg_mse");
        for (JsonNode layer : swap.perLayer()) {
            ObjectNode one = errors.putObject("L" + layer.get("layer").asText());
            layer.get("mse_by_type").properties().forEach(type -> one.set(type.getKey(), type.getValue().get("layer_avg_mse")));
        }
        SweepSettings settings = sweep.settings();
        summary.set("mean_dead_fraction", swap.dead(settings.features()));
        summary.putObject("by_size").set("nf" + settings.features() + "_k" + settings.k(), swap.byLayer(settings.features()));
        return summary;
    }
}
