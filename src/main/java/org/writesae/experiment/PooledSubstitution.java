package org.writesae.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Quantile;

/**
 * The replacement test over several cells, as the paper pools its three layers (claim 92pct_substitution). The statistics
 * of every cell are in a file of its own, in upstream's schema.
 */
public final class PooledSubstitution {
    /** Multiples of a feature's median coefficient that the sweep takes as the least coefficient of a firing. */
    private static final List<Double> SWEEP = List.of(0.0, 0.5, 1.0, 1.5, 2.0);
    private static final String WIN_RATE = "win_rate_atom_vs_ablate";

    private PooledSubstitution() {
    }

    /**
     * The claim's result.
     *
     * @param cells  one result for each cell
     * @param config what was run
     */
    public static ClaimOutput of(List<SubstitutionResult> cells, ObjectNode config, int seed) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        SubstitutionSummary pooled = SubstitutionResult.pooled(cells, seed);
        ArrayNode sweep = sweep(cells);
        ObjectNode summary = SubstitutionResultWriter.summary(pooled);
        JsonNumbers.orNull(summary, "threshold_sweep_largest_change_pp", largestChange(sweep));
        result.set("summary", summary);
        result.set("threshold_sweep", sweep);
        ArrayNode each = result.putArray("cells");
        Map<String, String> files = new LinkedHashMap<>();
        for (SubstitutionResult cell : cells) {
            String name = "L" + cell.config().layer() + "_H" + cell.config().head();
            ObjectNode one = each.addObject().put("layer", cell.config().layer()).put("head", cell.config().head())
                    .put("file", name + ".json");
            one.set("summary", SubstitutionResultWriter.summary(cell.summary()));
            files.put(name + ".json", cell.toJson());
        }
        return new ClaimOutput(result, files);
    }

    /**
     * The win rate among firings whose coefficient is at least so many times the median of their feature's. Which
     * threshold the paper swept from half to twice is not said; this is the reading taken here.
     */
    private static ArrayNode sweep(List<SubstitutionResult> cells) {
        List<double[]> firings = new ArrayList<>();
        for (SubstitutionResult cell : cells) {
            Map<Integer, List<SubstitutionRecord>> features = cell.records().stream()
                    .collect(Collectors.groupingBy(SubstitutionRecord::featureId, TreeMap::new, Collectors.toList()));
            features.values().forEach(records -> {
                double median = Quantile.median(SubstitutionSummary.values(records, SubstitutionRecord::coefficient));
                records.forEach(record -> firings.add(new double[] {record.coefficient() / median, record.atomWins() ? 1 : 0}));
            });
        }
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (double least : SWEEP) {
            List<double[]> kept = firings.stream().filter(firing -> firing[0] >= least).toList();
            ObjectNode row = rows.addObject().put("least_coefficient_over_median", least).put("n_firings", kept.size());
            if (!kept.isEmpty()) {
                row.put(WIN_RATE, kept.stream().mapToDouble(firing -> firing[1]).sum() / kept.size());
            }
        }
        return rows;
    }

    /** Percentage points by which the win rate of a threshold is off that of all firings at most, NaN without firings. */
    private static double largestChange(ArrayNode sweep) {
        double all = sweep.path(0).path(WIN_RATE).asDouble(Double.NaN);
        return StreamSupport.stream(sweep.spliterator(), false).filter(row -> row.has(WIN_RATE))
                .mapToDouble(row -> 100 * Math.abs(row.get(WIN_RATE).doubleValue() - all)).max().orElse(Double.NaN);
    }
}
