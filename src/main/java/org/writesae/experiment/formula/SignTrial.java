package org.writesae.experiment.formula;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One edit of experiment E5.
 *
 * @param norm     ‖edit‖_F
 * @param decayed  ⟨edit's key side, q_{t+1}⟩ with the decay
 * @param exact    the same with the erase
 * @param plain    ⟨W_O w*, W_U[T]⟩, never negative
 * @param refined  the same through the derivatives of the norms
 * @param measured change of T's logit at token t + 1
 */
record SignTrial(int passage, int position, int token, double norm, double decayed, double exact, double plain, double refined,
        double measured) {

    /** What each form of the formula predicts. */
    Map<String, Double> predictions() {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("plain", decayed * plain);
        all.put("plain_exact", exact * plain);
        all.put("refined", decayed * refined);
        all.put("refined_exact", exact * refined);
        return all;
    }

    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("prompt_id", passage).put("position", position).put("token_id", token)
                .put("norm", norm).put("read_decayed", decayed).put("read_exact", exact).put("token_plain", plain)
                .put("token_refined", refined).put("measured", measured);
    }

    static SignTrial of(JsonNode node) {
        return new SignTrial(node.get("prompt_id").intValue(), node.get("position").intValue(), node.get("token_id").intValue(),
                node.get("norm").doubleValue(), node.get("read_decayed").doubleValue(), node.get("read_exact").doubleValue(),
                node.get("token_plain").doubleValue(), node.get("token_refined").doubleValue(), node.get("measured").doubleValue());
    }
}
