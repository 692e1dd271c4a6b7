package org.writesae.reference.published;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Which field of a result file is which published number.
 *
 * @param usual the default readings by name
 * @param own those of single claims that differ, by claim
 * @param cells the fields of each published cell
 */
public record ResultFields(Map<String, String> usual, Map<String, Map<String, String>> own, List<Cell> cells) {

    /**
     * The fields of one cell.
     *
     * @param fields where a value stands in the result, as {@link ResultPath} says, to what it is: ids of numbers, {@code id#part} of a
     *        part of one, {@code id#low} or {@code id#high} of an end of its interval, or {@code id#n} of its sample size
     */
    public record Cell(String claim, String model, String layer, String head, Map<String, List<String>> fields) {

        private boolean isOf(RunFacts run) {
            return run.isModel(model) && run.isK(model) && Objects.equals(layer, run.layer()) && Objects.equals(head, run.head());
        }
    }

    /** The default readings of a claim, by name. */
    public Map<String, String> readings(String claim) {
        Map<String, String> readings = new LinkedHashMap<>(usual);
        readings.putAll(own.getOrDefault(claim, Map.of()));
        return readings;
    }

    /** Those of a number: its claim's, and its own. */
    Map<String, String> readings(PublishedNumber number) {
        Map<String, String> readings = readings(number.claim());
        readings.putAll(number.readings());
        return readings;
    }

    /** Everything that is a field of some result, by the ids of the table. */
    public Set<String> targets() {
        return cells.stream().flatMap(cell -> cell.fields().values().stream()).flatMap(List::stream).collect(Collectors.toSet());
    }

    /**
     * The numbers of a result by their published ids: those of the run's own cell where it was published, rather the one that is
     * named with its k, else those of the claim's first, which then are not comparable.
     */
    public Map<String, Double> measured(String claim, JsonNode result, RunFacts run) {
        List<Cell> ofClaim = cells.stream().filter(cell -> cell.claim().equals(claim)).toList();
        Optional<Cell> own = ofClaim.stream().filter(cell -> cell.isOf(run))
                .min(Comparator.comparing(cell -> !RunFacts.namesK(cell.model())));
        Map<String, Double> measured = new LinkedHashMap<>();
        own.or(() -> ofClaim.stream().findFirst()).ifPresent(cell -> cell.fields().forEach((path, ids) -> {
            JsonNode value = ResultPath.at(result, path);
            if (value.isNumber()) {
                ids.forEach(id -> measured.put(id, value.doubleValue()));
            }
        }));
        return measured;
    }
}
