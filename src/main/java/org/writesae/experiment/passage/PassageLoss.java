package org.writesae.experiment.passage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Losses of one passage, in bits per predicted token (every token but the first).
 *
 * @param passage  index of the passage
 * @param tokens   predicted tokens
 * @param edited   positions whose write was changed
 * @param natively mean −log₂ p
 * @param delete   what it rises by with the writes deleted
 * @param random   what it rises by with random matrices of their norm
 */
public record PassageLoss(int passage, int tokens, int edited, double natively, double delete, double random) {

    /** A record of the result file. */
    public ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("prompt_id", passage).put("n_tokens", tokens).put("n_edited", edited)
                .put("nll_native", natively).put("delta_delete", delete).put("delta_random", random);
    }

    /** Reads what {@link #json} wrote. */
    static PassageLoss of(JsonNode json) {
        return new PassageLoss(json.get("prompt_id").intValue(), json.get("n_tokens").intValue(), json.get("n_edited").intValue(),
                json.get("nll_native").doubleValue(), json.get("delta_delete").doubleValue(), json.get("delta_random").doubleValue());
    }
}
