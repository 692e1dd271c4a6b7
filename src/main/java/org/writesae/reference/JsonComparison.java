package org.writesae.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Two result files, value by value. Everything the expected file has must be in the actual one within its
 * limit; fields that only the actual file has are listed and pass, elements that only it has do not.
 */
public final class JsonComparison {
    private final Tolerance tolerance;
    private final Drift drift;
    private final List<ComparedValue> values = new ArrayList<>();

    private JsonComparison(Tolerance tolerance, Drift drift) {
        this.tolerance = tolerance;
        this.drift = drift;
    }

    /** Compares two documents read from files. */
    public static JsonComparison of(JsonNode actual, JsonNode expected, Tolerance tolerance) {
        JsonComparison comparison = new JsonComparison(tolerance, FiringDrift.between(actual, expected, tolerance));
        comparison.compare("", "", actual, expected, 0);
        return comparison;
    }

    /** Every compared value, in the order of the expected file. */
    public List<ComparedValue> values() {
        return List.copyOf(values);
    }

    /** Whether all of them pass. */
    public boolean equal() {
        return values.stream().allMatch(ComparedValue::ok);
    }

    /** How the firings moved; no drift for files that hold none. */
    public Drift drift() {
        return drift;
    }

    /** @param firings n_firings of the closest object around, 0 if there is none */
    private void compare(String path, String key, JsonNode actual, JsonNode expected, int firings) {
        if (actual.isObject() && expected.isObject()) {
            compareFields(path, actual, expected, expected.path("n_firings").asInt(firings));
        } else if (actual.isArray() && expected.isArray()) {
            compareElements(path, key, actual, expected, firings);
        } else {
            compareLeaf(path, key, actual, expected, firings);
        }
    }

    private void compareFields(String path, JsonNode actual, JsonNode expected, int firings) {
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            String inside = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            JsonNode own = actual.get(field.getKey());
            if (own == null) {
                oneSided(inside, field.getKey(), null, field.getValue(), false);
            } else {
                compare(inside, field.getKey(), own, field.getValue(), firings);
            }
        }
        for (Map.Entry<String, JsonNode> field : actual.properties()) {
            if (!expected.has(field.getKey())) {
                String inside = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                oneSided(inside, field.getKey(), field.getValue(), null, true);
            }
        }
    }

    private void compareElements(String path, String key, JsonNode actual, JsonNode expected, int firings) {
        List<String> identity = MatchedElements.identity(actual, expected);
        Map<String, JsonNode> ours = MatchedElements.labelled(actual, identity);
        Map<String, JsonNode> theirs = MatchedElements.labelled(expected, identity);
        theirs.forEach((label, element) -> {
            JsonNode own = ours.get(label);
            if (own == null) {
                oneSided(path + "[" + label + "]", key, null, element, false);
            } else {
                compare(path + "[" + label + "]", key, own, element, firings);
            }
        });
        ours.forEach((label, element) -> {
            if (!theirs.containsKey(label)) {
                oneSided(path + "[" + label + "]", key, element, null, false);
            }
        });
    }

    private void oneSided(String path, String key, JsonNode actual, JsonNode expected, boolean ok) {
        JsonNode present = actual == null ? expected : actual;
        boolean shown = ValueKind.of(key, present, present) == ValueKind.PROVENANCE;
        values.add(new ComparedValue(path, shown ? ValueKind.PROVENANCE : ValueKind.TEXT, actual, expected,
                Double.NaN, Double.NaN, ok || shown));
    }

    private void compareLeaf(String path, String key, JsonNode actual, JsonNode expected, int firings) {
        ValueKind kind = ValueKind.of(key, actual, expected);
        if (!kind.isNumeric()) {
            boolean ok = kind == ValueKind.PROVENANCE || actual.equals(expected);
            values.add(new ComparedValue(path, kind, actual, expected, Double.NaN, Double.NaN, ok));
            return;
        }
        double own = actual.doubleValue();
        double wanted = expected.doubleValue();
        // Double.compare: NaN matches NaN, an infinity matches itself; their difference would be NaN.
        double difference = Double.compare(own, wanted) == 0 ? 0 : Math.abs(own - wanted);
        double limit = Double.isFinite(wanted) ? tolerance.limit(kind, key, wanted, drift, firings) : 0;
        values.add(new ComparedValue(path, kind, actual, expected, difference, limit, difference <= limit));
    }
}
