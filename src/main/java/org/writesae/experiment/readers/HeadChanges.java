package org.writesae.experiment.readers;

import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What one firing changed in the later heads.
 *
 * @param signal   [readers] mean ‖Δo‖ with the atom inserted, by layer and head
 * @param baseline [readers] the same with a random matrix of its norm
 */
public record HeadChanges(int feature, int passage, int position, double coefficient, double[] signal, double[] baseline) {

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("feature_id", feature).put("prompt_id", passage)
                .put("firing_position", position).put("coefficient", coefficient);
        numbers(json.putArray("signal"), signal);
        numbers(json.putArray("baseline"), baseline);
        return json;
    }

    private static void numbers(ArrayNode array, double[] values) {
        Arrays.stream(values).forEach(array::add);
    }

    static HeadChanges of(JsonNode json) {
        return new HeadChanges(json.get("feature_id").intValue(), json.get("prompt_id").intValue(),
                json.get("firing_position").intValue(), json.get("coefficient").doubleValue(), numbers(json.get("signal")),
                numbers(json.get("baseline")));
    }

    private static double[] numbers(JsonNode array) {
        return array.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
    }
}
