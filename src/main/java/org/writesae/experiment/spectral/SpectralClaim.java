package org.writesae.experiment.spectral;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.stats.Correlation;

/**
 * The claims spectral and mamba2_audit: singular values of states, by layer and head.
 *
 * @param states     where they come from
 * @param advantages by how many per cent the validation error of a rank-1 decoder is below that of a flat one, by cell as
 *                   {@link CellSpectra#key} names it; empty where it is not known
 */
public record SpectralClaim(StateSource states, Map<String, Double> advantages) {

    /** Does the work; {@code config} says what is run. */
    public ClaimOutput run(WorkUnits units, ObjectNode config) {
        List<CellSpectra> cells = states.spectra(units);
        List<WriteGeometry> writes = states.writes(units);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        ObjectNode summary = result.putObject("summary");
        ObjectNode layers = JsonNodeFactory.instance.objectNode();
        ObjectNode audit = JsonNodeFactory.instance.objectNode();
        ObjectNode first = JsonNodeFactory.instance.objectNode();
        for (int n = 0; n < cells.size(); n++) {
            CellSpectra cell = cells.get(n);
            String layer = Integer.toString(cell.layer());
            if (!layers.has(layer)) {
                layers.putObject(layer);
                audit.set("layer_" + layer, cell.audit(states.rows(), states.columns()));
                first.put("L" + layer, cell.ratio());
            }
            ObjectNode one = cell.perHead();
            if (!writes.isEmpty() && writes.get(n) != null) {
                one.set("write_metrics", writes.get(n).json());
            }
            ((ObjectNode) layers.get(layer)).set(Integer.toString(cell.head()), one);
        }
        summary.set("sigma_ratio_of_first_head", first);
        range(summary, cells);
        correlations(summary, cells, writes);
        result.set("layers", layers);
        result.set("spectral_audit", audit);
        return new ClaimOutput(result, Map.of("spectral_audit.json", JsonFiles.text(audit)));
    }

    /** Over the first head of each layer, as the audit of Mamba-2 was printed. */
    private static void range(ObjectNode summary, List<CellSpectra> cells) {
        Map<Integer, CellSpectra> first = new TreeMap<>();
        cells.forEach(cell -> first.putIfAbsent(cell.layer(), cell));
        ObjectNode range = summary.putObject("first_heads");
        double[] ratios = first.values().stream().mapToDouble(CellSpectra::ratio).toArray();
        double[] ranks = first.values().stream().mapToDouble(CellSpectra::effectiveRank).toArray();
        range.put("ratio_low", Arrays.stream(ratios).min().orElseThrow())
                .put("ratio_high", Arrays.stream(ratios).max().orElseThrow())
                .put("effective_rank_low", Arrays.stream(ranks).min().orElseThrow())
                .put("effective_rank_high", Arrays.stream(ranks).max().orElseThrow())
                .put("effective_rank_mean", Arrays.stream(ranks).average().orElseThrow()).put("n_layers", ranks.length);
    }

    private void correlations(ObjectNode summary, List<CellSpectra> cells, List<WriteGeometry> writes) {
        List<Double> advantage = new ArrayList<>();
        Map<String, List<Double>> predictors = new TreeMap<>();
        for (int n = 0; n < cells.size(); n++) {
            CellSpectra cell = cells.get(n);
            Double known = advantages.get(CellSpectra.key(cell.layer(), cell.head()));
            if (known == null || !writes.isEmpty() && writes.get(n) == null) {
                continue;
            }
            advantage.add(known);
            predictors.computeIfAbsent("sigma_ratio_mean_vs_rank1_adv", name -> new ArrayList<>()).add(cell.ratio());
            if (!writes.isEmpty()) {
                predictors.computeIfAbsent("top1_energy_vs_rank1_adv", name -> new ArrayList<>()).add(writes.get(n).top1Energy());
                predictors.computeIfAbsent("write_reuse_vs_rank1_adv", name -> new ArrayList<>()).add(writes.get(n).reuse());
                predictors.computeIfAbsent("write_vec_erank_vs_rank1_adv", name -> new ArrayList<>()).add(writes.get(n).effectiveRank());
            }
        }
        if (advantage.size() > 2) {
            ObjectNode all = summary.putObject("correlations");
            predictors.forEach((name, values) -> {
                Correlation rho = Correlation.spearman(array(values), array(advantage));
                ObjectNode one = all.putObject(name).put("n", rho.n());
                if (Double.isFinite(rho.r())) {
                    one.put("spearman_rho", rho.r()).put("p_value", rho.p());
                }
            });
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
