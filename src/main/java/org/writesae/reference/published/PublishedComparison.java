package org.writesae.reference.published;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;

/**
 * A run against the paper, number by number. A number of another model, cell or reading is not comparable,
 * whatever its value. Another seed draws another sample: it is comparable as far as it falls inside, and not where
 * it does not.
 */
public final class PublishedComparison {
    private final PublishedData data;
    private final RunFacts run;

    private PublishedComparison(PublishedData data, RunFacts run) {
        this.data = data;
        this.run = run;
    }

    /**
     * Compares measured numbers with the published ones.
     *
     * @param measured values by published id; {@code id#part} is a part of a number, {@code id#n} its sample size
     */
    public static List<ComparedNumber> of(PublishedData data, RunFacts run, Map<String, Double> measured) {
        PublishedComparison comparison = new PublishedComparison(data, run);
        return measured.entrySet().stream().map(entry -> comparison.compare(entry.getKey(), entry.getValue())).toList();
    }

    /**
     * Compares the fields of a result file that {@code fields.json} knows for a claim; none known is bad input. Of a result of
     * several models or of several parts, whose {@code cells} or {@code parts} have a {@code config} each, those of every one.
     */
    public static List<ComparedNumber> ofResult(PublishedData data, String claim, JsonNode result) {
        List<ComparedNumber> compared = runs(result).flatMap(run -> ofRun(data, claim, run)).toList();
        if (compared.isEmpty()) {
            throw new InputException("no field of this result is a published number of " + claim);
        }
        return compared;
    }

    private static Stream<JsonNode> runs(JsonNode result) {
        if (result.at("/cells/0/config").isObject()) {
            return result.get("cells").valueStream();
        }
        return result.path("parts").isObject() ? result.get("parts").valueStream() : Stream.of(result);
    }

    private static Stream<ComparedNumber> ofRun(PublishedData data, String claim, JsonNode result) {
        RunFacts run = RunFacts.of(result, data.fields().readings(claim));
        return data.fields().measured(claim, result, run).entrySet().stream().map(entry -> {
            PublishedNumber number = data.number(PublishedNumber.idOf(entry.getKey()));
            RunFacts facts = number.readings().isEmpty() ? run : RunFacts.of(result, data.fields().readings(number));
            return new PublishedComparison(data, facts).compare(entry.getKey(), entry.getValue());
        });
    }

    private ComparedNumber compare(String id, double measured) {
        int mark = id.indexOf('#');
        PublishedNumber number = data.number(PublishedNumber.idOf(id));
        Target target = mark < 0 ? Target.of(number) : Target.ofPart(number, id.substring(mark + 1));
        List<String> obstacles = obstacles(number);
        Judgement judgement = target.judge(measured);
        if (obstacles.isEmpty() && judgement.outcome() == Outcome.OUTSIDE && otherSeed(number)) {
            obstacles = List.of("other seed: " + run.seed().getAsInt() + ", published with " + seed(number)
                    + "; " + judgement.why());
        }
        if (!obstacles.isEmpty()) {
            judgement = new Judgement(Outcome.NOT_COMPARABLE, String.join("; ", obstacles));
        }
        return new ComparedNumber(id, number.quantity(), measured, target.printed(), target.value(), target.interval(),
                judgement.outcome(), judgement.why());
    }

    /** Why the run and the number do not measure the same; empty where nothing speaks against it. */
    private List<String> obstacles(PublishedNumber number) {
        List<String> found = new ArrayList<>();
        if (!run.isModel(number.model())) {
            found.add("other model: " + run.model() + ", published for " + number.model());
        }
        if (differs(run.layer(), number.layer()) || differs(run.head(), number.head())) {
            found.add("other cell: " + cell(run.layer(), run.head()) + ", published for " + cell(number.layer(), number.head()));
        }
        if (run.k() != null && !run.isK(number.model())) {
            found.add("other k: " + run.k() + ", published for " + number.model());
        }
        run.departures().forEach(departure -> found.add("other reading: " + departure));
        return found;
    }

    private static String cell(String layer, String head) {
        if (head == null) {
            return "L" + layer;
        }
        return "L" + layer + (head.matches("[\\d,-]+") ? " H" + head : head.equals("all") ? ", all heads" : " (" + head + ")");
    }

    /** Only a published place that names one cell can be another one, and none is for a result with a field for each. */
    private static boolean differs(String own, String published) {
        return own != null && !own.equals(RunFacts.EACH) && published != null && published.matches("\\d+")
                && !Objects.equals(own, published);
    }

    private boolean otherSeed(PublishedNumber number) {
        int published = seed(number);
        return run.seed().isPresent() && published >= 0 && run.seed().getAsInt() != published;
    }

    private int seed(PublishedNumber number) {
        return data.claim(number.claim()).seed().orElse(-1);
    }
}
