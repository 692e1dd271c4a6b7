package org.writesae.reference.published;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.reference.ComparedValue;
import org.writesae.reference.JsonComparison;
import org.writesae.reference.Tolerance;
import org.writesae.stats.Interval;

/**
 * A run against a published result file that the user has, whatever fields it holds. An interval of a field stands
 * beside it as {@code <field>_ci95}, {@code <field>_ci_95} or {@code <field>_ci}.
 */
public final class ResultComparison {
    private static final List<String> INTERVALS = List.of("_ci95", "_ci_95", "_ci");

    private final RunFacts actual;
    private final RunFacts expected;
    private final Map<String, Double> published = new HashMap<>();

    private ResultComparison(RunFacts actual, RunFacts expected) {
        this.actual = actual;
        this.expected = expected;
    }

    /**
     * Compares every number of the published file outside its {@code config}.
     *
     * @param readings the default readings by name, which a file that names none was made with
     */
    public static List<ComparedNumber> of(JsonNode actual, JsonNode expected, Map<String, String> readings) {
        ResultComparison comparison = new ResultComparison(RunFacts.of(actual, readings), RunFacts.of(expected, readings));
        return comparison.compare(JsonComparison.of(actual, expected, Tolerance.BY_KIND).values());
    }

    private List<ComparedNumber> compare(List<ComparedValue> values) {
        List<ComparedValue> numbers = values.stream().filter(value -> value.expected() != null
                && value.expected().isNumber() && !value.path().startsWith("config.")).toList();
        numbers.forEach(value -> published.put(value.path(), value.expected().doubleValue()));
        List<String> obstacles = obstacles();
        List<ComparedNumber> compared = new ArrayList<>();
        for (ComparedValue value : numbers) {
            Interval interval = interval(value.path());
            Judgement judgement = judge(value, interval, obstacles);
            double measured = value.actual() != null && value.actual().isNumber() ? value.actual().doubleValue() : Double.NaN;
            compared.add(new ComparedNumber(value.path(), value.path(), measured, value.expected().asText(),
                    value.expected().doubleValue(), interval, judgement.outcome(), judgement.why()));
        }
        return compared;
    }

    private Judgement judge(ComparedValue value, Interval interval, List<String> obstacles) {
        if (value.actual() == null || !value.actual().isNumber()) {
            return new Judgement(Outcome.NOT_COMPARABLE, "the run has no value");
        }
        if (!obstacles.isEmpty()) {
            return new Judgement(Outcome.NOT_COMPARABLE, String.join("; ", obstacles));
        }
        if (value.ok()) {
            return new Judgement(Outcome.INSIDE_ROUNDING, "within the tolerance of its kind");
        }
        double measured = value.actual().doubleValue();
        if (interval != null && measured >= interval.low() && measured <= interval.high()) {
            return new Judgement(Outcome.INSIDE_INTERVAL, "inside the published interval");
        }
        if (otherSeed()) {
            return new Judgement(Outcome.NOT_COMPARABLE, "other seed: " + actual.seed().getAsInt() + ", published with "
                    + expected.seed().getAsInt());
        }
        return new Judgement(Outcome.OUTSIDE, "off by " + Numbers.significant(measured - value.expected().doubleValue(), 3));
    }

    private boolean otherSeed() {
        return actual.seed().isPresent() && expected.seed().isPresent() && !actual.seed().equals(expected.seed());
    }

    private List<String> obstacles() {
        List<String> found = new ArrayList<>();
        if (expected.model() != null && !actual.isModel(expected.model())) {
            found.add("other model: " + actual.model() + ", published for " + expected.model());
        }
        if (differs(actual.layer(), expected.layer()) || differs(actual.head(), expected.head())) {
            found.add("other cell: L" + actual.layer() + " H" + actual.head() + ", published for L" + expected.layer() + " H"
                    + expected.head());
        }
        actual.departures().stream().filter(departure -> !expected.departures().contains(departure))
                .forEach(departure -> found.add("other reading: " + departure));
        expected.departures().stream().filter(departure -> !actual.departures().contains(departure))
                .forEach(departure -> found.add("other reading: published with " + departure));
        return found;
    }

    private static boolean differs(String own, String other) {
        return own != null && other != null && !Objects.equals(own, other);
    }

    private Interval interval(String path) {
        for (String ending : INTERVALS) {
            Double low = published.get(path + ending + "[0]");
            Double high = published.get(path + ending + "[1]");
            if (low != null && high != null) {
                return new Interval(low, high);
            }
        }
        return null;
    }
}
