package org.writesae.experiment.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a run ended.
 *
 * @param run      the run
 * @param bestMse  lowest validation error
 * @param finalMse validation error at the end
 * @param dead     features silent for 100 batches at the end
 */
public record RunOutcome(TrainingRun run, double bestMse, double finalMse, int dead) {

    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("layer", run.layer()).put("head", run.head()).put("tag", run.tag())
                .put("sae_type", run.type().label()).put("rank", run.rank()).put("use_batchtopk", run.batchTopK()).put("seed", run.seed())
                .put("best_mse", bestMse).put("final_mse", finalMse).put("n_dead", dead);
    }

    static RunOutcome read(TrainingRun run, JsonNode json) {
        return new RunOutcome(run, json.get("best_mse").doubleValue(), json.get("final_mse").doubleValue(), json.get("n_dead").intValue());
    }
}
