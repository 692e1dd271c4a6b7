package org.writesae.reference;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The elements of an array in two files, paired by what they are about rather than by their place: records
 * by passage, feature and position. Elements without such fields are paired by index.
 */
final class MatchedElements {
    private static final List<String> IDENTITY = List.of("id", "name", "layer", "head", "prompt_id", "feature_id",
            "firing_position", "quartile");

    private MatchedElements() {
    }

    /** Elements by label, in order of the array; a label that repeats gets {@code #2}, {@code #3} … */
    static Map<String, JsonNode> labelled(JsonNode array, List<String> identity) {
        Map<String, JsonNode> labelled = new LinkedHashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < array.size(); i++) {
            String label = identity.isEmpty() ? Integer.toString(i) : label(array.get(i), identity);
            int occurrence = seen.merge(label, 1, Integer::sum);
            labelled.put(occurrence == 1 ? label : label + "#" + occurrence, array.get(i));
        }
        return labelled;
    }

    /** The identifying fields that every element of both arrays has; empty where elements are not objects. */
    static List<String> identity(JsonNode actual, JsonNode expected) {
        return IDENTITY.stream().filter(key -> everyHas(actual, key) && everyHas(expected, key)).toList();
    }

    private static boolean everyHas(JsonNode array, String key) {
        return StreamSupport.stream(array.spliterator(), false)
                .allMatch(element -> element.isObject() && element.hasNonNull(key) && element.get(key).isValueNode());
    }

    private static String label(JsonNode element, List<String> identity) {
        return identity.stream().map(key -> key + "=" + element.get(key).asText()).collect(Collectors.joining(","));
    }
}
