package org.writesae.reference.published;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
     * @param fields path in the result, {@code summary.n_firings} or {@code /mixtures/1/bic}, to the id of a number, {@code id#part}
     *        of a part of it, or {@code id#n} of its sample size
     */
    public record Cell(String claim, String model, String layer, String head, Map<String, String> fields) {

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

    /**
     * The numbers of a result by their published ids: those of the run's own cell where it was published, rather the one that is
     * named with its k, else those of the claim's first, which then are not comparable.
     */
    public Map<String, Double> measured(String claim, JsonNode result, RunFacts run) {
        List<Cell> ofClaim = cells.stream().filter(cell -> cell.claim().equals(claim)).toList();
        Optional<Cell> own = ofClaim.stream().filter(cell -> cell.isOf(run)).min(Comparator.comparing(cell -> !RunFacts.namesK(cell.model())));
        Map<String, Double> measured = new LinkedHashMap<>();
        own.or(() -> ofClaim.stream().findFirst()).ifPresent(cell -> cell.fields().forEach((path, id) -> {
            JsonNode value = result.at(path.startsWith("/") ? path : "/" + path.replace('.', '/'));
            if (value.isNumber()) {
                measured.put(id, value.doubleValue());
            }
        }));
        return measured;
    }
}
