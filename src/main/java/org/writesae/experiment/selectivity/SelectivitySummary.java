package org.writesae.experiment.selectivity;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.stats.Sample;

/**
 * Selectivity over cells: the mean over a feature's firings, over a cell's features, and over cells with Student's interval.
 *
 * @param plan    how it was measured
 * @param cells   records of each cell, by its name; cells without a firing are left out
 * @param vocabulary tokens
 */
public record SelectivitySummary(SelectivityPlan plan, Map<String, List<SelectivityRecord>> cells, int vocabulary) {

    public SelectivitySummary {
        Map<String, List<SelectivityRecord>> fired = new LinkedHashMap<>();
        cells.forEach((name, records) -> {
            if (!records.isEmpty()) {
                fired.put(name, records);
            }
        });
        cells = fired;
    }

    /** Mean of a cell against a control at the K of that place; NaN where the cell has no such control. */
    public static double ofCell(List<SelectivityRecord> records, SelectivityControl control, int place) {
        int[] features = records.stream().mapToInt(SelectivityRecord::feature).distinct().toArray();
        return Arrays.stream(features).mapToDouble(feature -> mean(records, feature, control, place)).average().orElse(Double.NaN);
    }

    private static double mean(List<SelectivityRecord> records, int feature, SelectivityControl control, int place) {
        return records.stream().filter(record -> record.feature() == feature && record.values().containsKey(control))
                .mapToDouble(record -> record.values().get(control).get(place)).average().orElse(Double.NaN);
    }

    /** [cells]: the means of the cells that have the control. */
    public double[] cellMeans(SelectivityControl control, int place) {
        return cells.values().stream().mapToDouble(records -> ofCell(records, control, place)).filter(Double::isFinite).toArray();
    }

    /** {@code summary} of the result file. {@code by_k} has for each control an object by K. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("n_cells", cells.size())
                .put("n_triples", cells.values().stream()
                        .mapToLong(records -> records.stream().map(SelectivityRecord::feature).distinct().count()).sum())
                .put("n_firings", cells.values().stream().mapToInt(List::size).sum());
        ObjectNode by = json.putObject("by_k");
        for (SelectivityControl control : SelectivityControl.values()) {
            if (cellMeans(control, 0).length > 0) {
                ObjectNode each = by.putObject(control.option());
                for (int place = 0; place < plan.sizes().size(); place++) {
                    each.set(plan.sizes().get(place).toString(), entry(cellMeans(control, place), plan.sizes().get(place)));
                }
            }
        }
        return json;
    }

    private ObjectNode entry(double[] means, int k) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("mean", Sample.of(means).mean());
        if (means.length > 1) {
            JsonNumbers.interval(json, "ci95", Sample.of(means).interval(0.95));
        }
        // Two sets of k drawn at random from all tokens share k²/V of them.
        return json.put("min", Arrays.stream(means).min().orElseThrow()).put("cells_above_0.99", above(means, 0.99))
                .put("cells_above_0.96", above(means, 0.96)).put("chance", 1 - (double) k / vocabulary);
    }

    private static long above(double[] means, double bar) {
        return Arrays.stream(means).filter(mean -> mean > bar).count();
    }

    /** One object for each cell: its features, firings and means for each K. */
    public ArrayNode cellsJson() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        cells.forEach((name, records) -> {
            ObjectNode one = all.addObject().put("cell", name).put("n_firings", records.size());
            ArrayNode features = one.putArray("features");
            records.stream().map(SelectivityRecord::feature).distinct().forEach(features::add);
            ObjectNode mean = one.putObject("mean");
            for (SelectivityControl control : records.getFirst().values().keySet()) {
                ArrayNode each = mean.putArray(control.option());
                for (int place = 0; place < plan.sizes().size(); place++) {
                    each.add(ofCell(records, control, place));
                }
            }
        });
        return all;
    }
}
