package org.writesae.experiment.spectral;

import java.util.List;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Quantile;
import org.writesae.stats.Sample;

/**
 * The spectra of some states of one head.
 *
 * @param layer  of the cell
 * @param head   of the cell
 * @param states at least one
 */
public record CellSpectra(int layer, int head, List<StateSpectrum> states) {

    /** {@code L9_H4}, as upstream's scripts name a cell. */
    public static String key(int layer, int head) {
        return "L" + layer + "_H" + head;
    }

    private double[] of(ToDoubleFunction<StateSpectrum> what) {
        return states.stream().mapToDouble(what).toArray();
    }

    /** Mean of σ₁/σ₂ over states. */
    public double ratio() {
        return Sample.of(of(StateSpectrum::ratio)).mean();
    }

    /** Mean effective rank over states. */
    public double effectiveRank() {
        return Sample.of(of(StateSpectrum::effectiveRank)).mean();
    }

    /** As exp_b_perhead_sigma has it, with the median and the ratio of means that other scripts of upstream's print. */
    public ObjectNode perHead() {
        Sample ratio = Sample.of(of(StateSpectrum::ratio));
        double first = Sample.of(of(StateSpectrum::first)).mean();
        double second = Sample.of(of(StateSpectrum::second)).mean();
        return JsonNodeFactory.instance.objectNode().put("sigma_ratio_mean", ratio.mean()).put("sigma_ratio_std", ratio.populationSd())
                .put("sigma_ratio_median", Quantile.median(of(StateSpectrum::ratio))).put("sigma_ratio_of_means", first / second)
                .put("effective_rank_mean", effectiveRank()).put("sigma_1_mean", first).put("sigma_2_mean", second)
                .put("top1_energy_mean", Sample.of(of(StateSpectrum::energy)).mean()).put("n_samples", states.size());
    }

    /** As spectral_audit.json of the DeltaNet and GLA scripts has a layer. */
    public ObjectNode audit(int rows, int columns) {
        Sample ratio = Sample.of(of(StateSpectrum::ratio));
        return JsonNodeFactory.instance.objectNode().put("sigma1_mean", Sample.of(of(StateSpectrum::first)).mean())
                .put("sigma2_mean", Sample.of(of(StateSpectrum::second)).mean()).put("ratio_mean", ratio.mean())
                .put("ratio_median", Quantile.median(of(StateSpectrum::ratio))).put("ratio_std", ratio.populationSd())
                .put("n_samples", states.size()).put("d_k", rows).put("d_v", columns);
    }

    /** The spectra as they are kept between units of work. */
    static ArrayNode kept(List<StateSpectrum> states) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        states.forEach(s -> all.addArray().add(s.first()).add(s.second()).add(s.effectiveRank()).add(s.energy()));
        return all;
    }

    static StateSpectrum read(JsonNode kept) {
        return new StateSpectrum(kept.get(0).doubleValue(), kept.get(1).doubleValue(), kept.get(2).doubleValue(),
                kept.get(3).doubleValue());
    }
}
