package org.writesae.experiment.selectivity;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One firing.
 *
 * @param values by control, 1 − overlap for each K
 */
public record SelectivityRecord(int feature, int passage, int position, Map<SelectivityControl, List<Double>> values) {

    /** A line of the records. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("feature_id", feature).put("prompt_id", passage)
                .put("firing_position", position);
        ObjectNode by = json.putObject("selectivity");
        values.forEach((control, each) -> {
            ArrayNode array = by.putArray(control.option());
            each.forEach(array::add);
        });
        return json;
    }

    static SelectivityRecord of(JsonNode json) {
        Map<SelectivityControl, List<Double>> values = new EnumMap<>(SelectivityControl.class);
        for (SelectivityControl control : SelectivityControl.values()) {
            JsonNode array = json.get("selectivity").path(control.option());
            if (array.isArray()) {
                values.put(control, array.valueStream().map(JsonNode::doubleValue).toList());
            }
        }
        return new SelectivityRecord(json.get("feature_id").intValue(), json.get("prompt_id").intValue(),
                json.get("firing_position").intValue(), values);
    }
}
