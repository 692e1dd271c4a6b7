package org.writesae.reference;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Finds how the records of two replacement-test results moved against each other. */
final class FiringDrift {
    private static final List<String> CONDITIONS = List.of("kl_atom", "kl_ablate", "kl_random");

    private FiringDrift() {
    }

    /** Of two whole files; files without an array {@code records} have no drift. */
    static Drift between(JsonNode actual, JsonNode expected, Tolerance tolerance) {
        JsonNode ours = actual.path("records");
        JsonNode theirs = expected.path("records");
        if (!ours.isArray() || !theirs.isArray()) {
            return Drift.NONE;
        }
        List<String> identity = MatchedElements.identity(ours, theirs);
        Map<String, JsonNode> known = MatchedElements.labelled(theirs, identity);
        boolean moved = false;
        int flips = 0;
        for (Map.Entry<String, JsonNode> entry : MatchedElements.labelled(ours, identity).entrySet()) {
            JsonNode other = known.get(entry.getKey());
            if (other != null && complete(entry.getValue()) && complete(other)) {
                moved |= !sameDivergences(entry.getValue(), other);
                flips += flipped(entry.getValue(), other, tolerance) ? 1 : 0;
            }
        }
        return new Drift(moved, flips);
    }

    private static boolean complete(JsonNode record) {
        return CONDITIONS.stream().allMatch(key -> record.path(key).isNumber());
    }

    private static boolean sameDivergences(JsonNode record, JsonNode other) {
        return CONDITIONS.stream().allMatch(key -> record.get(key).doubleValue() == other.get(key).doubleValue());
    }

    /** Only a firing whose divergences all pass: one that fails is reported as itself and excuses nothing. */
    private static boolean flipped(JsonNode record, JsonNode other, Tolerance tolerance) {
        for (String key : CONDITIONS) {
            double expected = other.get(key).doubleValue();
            double difference = Math.abs(record.get(key).doubleValue() - expected);
            if (!(difference <= tolerance.limit(ValueKind.KL, key, expected, Drift.NONE, 0))) {
                return false;
            }
        }
        return order(record, "kl_atom", "kl_ablate") != order(other, "kl_atom", "kl_ablate")
                || order(record, "kl_ablate", "kl_random") != order(other, "kl_ablate", "kl_random");
    }

    private static int order(JsonNode record, String one, String another) {
        return Double.compare(record.get(one).doubleValue(), record.get(another).doubleValue());
    }
}
