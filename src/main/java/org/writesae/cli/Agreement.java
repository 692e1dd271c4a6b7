package org.writesae.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.reference.ComparedValue;
import org.writesae.reference.JsonComparison;
import org.writesae.reference.Tolerance;
import org.writesae.reference.ValueKind;

/**
 * How a result of the replacement test agrees with upstream's, in one line.
 *
 * @param firings  firings of upstream's result
 * @param compared values compared
 * @param failing  those outside their limits, the worst first
 * @param worst    the divergence that takes most of its limit, if any differs at all
 */
record Agreement(int firings, int compared, List<ComparedValue> failing, Optional<ComparedValue> worst) {

    static Agreement of(JsonNode actual, JsonNode expected) {
        JsonComparison comparison = JsonComparison.of(actual, expected, Tolerance.BY_KIND);
        Comparator<ComparedValue> byShare = Comparator.comparingDouble(ComparedValue::share);
        return new Agreement(expected.path("records").size(), comparison.values().size(),
                comparison.values().stream().filter(value -> !value.ok()).sorted(byShare.reversed()).toList(),
                comparison.values().stream().filter(Agreement::isDivergenceOfAFiring).max(byShare));
    }

    private static boolean isDivergenceOfAFiring(ComparedValue value) {
        return value.kind() == ValueKind.KL && value.path().startsWith("records[") && value.expected() != null
                && value.actual() != null;
    }

    boolean holds() {
        return failing.isEmpty();
    }

    /** What a user reads. */
    String line() {
        if (!holds()) {
            ComparedValue first = failing.get(0);
            return String.format(Locale.ROOT, "DIFFERS from upstream's Python in float64: %d of %d values, the worst %s: %s, "
                    + "expected %s", failing.size(), compared, first.path(), first.actual(), first.expected());
        }
        return String.format(Locale.ROOT, "agrees with upstream's Python in float64: all %d firings, every KL within 1e-4 "
                + "relative or 1e-8 absolute%s", firings, worst.map(Agreement::worstText).orElse(""));
    }

    private static String worstText(ComparedValue value) {
        return String.format(Locale.ROOT, "; worst %.1e relative, %.1e absolute (%.2g %% of its limit)", relative(value),
                value.difference(), 100 * value.share());
    }

    private static double relative(ComparedValue value) {
        double expected = Math.abs(value.expected().doubleValue());
        return expected == 0 ? 0 : value.difference() / expected;
    }

    ObjectNode toJson() {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("ok", holds()).put("firings", firings).put("values", compared).put("outside", failing.size());
        worst.ifPresent(value -> json.set("worst", value.toJson()));
        return json;
    }
}
