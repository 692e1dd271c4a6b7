package org.writesae.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One value of two result files.
 *
 * @param path where it is, for example {@code records[prompt_id=3,feature_id=412,firing_position=17].kl_atom}
 * @param kind what it is
 * @param actual its value, null where the actual file has none
 * @param expected its value, null where the expected file has none
 * @param difference |actual − expected|, NaN where they are not both numbers
 * @param limit largest difference that passes, NaN where they are not both numbers
 * @param ok it passes; values that are only shown pass
 */
public record ComparedValue(String path, ValueKind kind, JsonNode actual, JsonNode expected, double difference,
        double limit, boolean ok) {

    /** How much of its limit the difference takes; values that fail without a number come first. */
    public double share() {
        if (Double.isNaN(difference)) {
            return ok ? 0 : Double.POSITIVE_INFINITY;
        }
        return difference == 0 ? 0 : difference / limit;
    }

    /** {@code {"path","actual","expected","difference","limit","ok"}}; absent and non-finite values are null. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("path", path);
        json.set("actual", shown(actual));
        json.set("expected", shown(expected));
        json.set("difference", finite(difference));
        json.set("limit", finite(limit));
        json.put("ok", ok);
        return json;
    }

    private static JsonNode shown(JsonNode value) {
        boolean unprintable = value == null || value.isNumber() && !Double.isFinite(value.doubleValue());
        return unprintable ? JsonNodeFactory.instance.nullNode() : value;
    }

    private static JsonNode finite(double value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return Double.isFinite(value) ? nodes.numberNode(value) : nodes.nullNode();
    }
}
