package org.writesae.reference.published;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Which field of a result file is which published number.
 *
 * @param readings the default readings by name
 * @param cells the fields of each published cell
 */
public record ResultFields(Map<String, String> readings, List<Cell> cells) {

    /**
     * The fields of one cell.
     *
     * @param fields path in the result, for example {@code summary.n_firings}, to the id of a number, {@code id#part}
     *        of a part of it, or {@code id#n} of its sample size
     */
    public record Cell(String claim, String model, String layer, String head, Map<String, String> fields) {

        private boolean isOf(RunFacts run) {
            return run.isModel(model) && Objects.equals(layer, run.layer()) && Objects.equals(head, run.head());
        }
    }

    /**
     * The numbers of a result by their published ids: those of the run's own cell where it was published, else
     * those of the claim's first, which then are not comparable.
     */
    public Map<String, Double> measured(String claim, JsonNode result, RunFacts run) {
        List<Cell> ofClaim = cells.stream().filter(cell -> cell.claim().equals(claim)).toList();
        Optional<Cell> own = ofClaim.stream().filter(cell -> cell.isOf(run)).findFirst();
        Map<String, Double> measured = new LinkedHashMap<>();
        own.or(() -> ofClaim.stream().findFirst()).ifPresent(cell -> cell.fields().forEach((path, id) -> {
            JsonNode value = result.at("/" + path.replace('.', '/'));
            if (value.isNumber()) {
                measured.put(id, value.doubleValue());
            }
        }));
        return measured;
    }
}
