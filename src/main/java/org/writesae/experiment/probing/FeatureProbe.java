package org.writesae.experiment.probing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Correlation;
import org.writesae.stats.MannWhitneyU;
import org.writesae.stats.Ranks;
import org.writesae.stats.Sample;
import org.writesae.stats.Vectors;

/** The coefficients of one feature against every property: rank correlations, and the largest against the smallest. */
final class FeatureProbe {
    /** Properties that vary less are left out. */
    private static final double CONSTANT = 1e-8;
    /** Properties that say the same, as the shares of function and of content words, are as large but for this. */
    private static final double ROUNDING = 1e-12;

    private final ProbeSample sample;
    private final ProbeSettings settings;
    private final double[][] properties;
    private final double[][] ranks;

    FeatureProbe(ProbeSample sample, ProbeSettings settings) {
        this.sample = sample;
        this.settings = settings;
        this.properties = Arrays.stream(sample.properties()).map(Vectors::widened).toArray(double[][]::new);
        this.ranks = Arrays.stream(properties).map(Ranks::of).toArray(double[][]::new);
    }

    /** @param alpha the level of one test */
    ObjectNode correlations(int feature, double alpha) {
        double[] coefficients = Vectors.widened(sample.coefficients()[feature]);
        double[] order = Ranks.of(coefficients);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (int j = 0; j < properties.length; j++) {
            if (Sample.of(properties[j]).populationSd() >= CONSTANT) {
                Correlation rho = Correlation.pearson(order, ranks[j]);
                if (!Double.isNaN(rho.r())) {
                    all.putObject(TextProperties.NAMES.get(j)).put("rho", rho.r()).put("p", rho.p());
                }
            }
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("feature_idx", feature).put("frequency", sample.frequency(feature))
                .put("mean_activation", Sample.of(coefficients).mean());
        return describe(json, all, "rho", settings.correlation(), alpha, "_bonferroni", "correlations");
    }

    ObjectNode contrasts(int feature) {
        float[] coefficients = sample.coefficients()[feature];
        int n = coefficients.length;
        int group = Math.max((int) (n * ProbeSettings.QUANTILE), ProbeSettings.LEAST);
        // Ties are broken by the order of the states; upstream leaves that to NumPy.
        int[] order = Ranks.order(Vectors.widened(coefficients));
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (int j = 0; j < properties.length; j++) {
            double[] column = properties[j];
            double[] top = IntStream.range(n - group, n).mapToDouble(i -> column[order[i]]).toArray();
            double[] bottom = IntStream.range(0, group).mapToDouble(i -> column[order[i]]).toArray();
            Sample above = Sample.of(top);
            Sample below = Sample.of(bottom);
            double spread = Math.sqrt((square(above.populationSd()) + square(below.populationSd())) / 2);
            if (spread >= CONSTANT) {
                all.putObject(TextProperties.NAMES.get(j)).put("cohens_d", (above.mean() - below.mean()) / spread)
                        .put("p", MannWhitneyU.of(top, bottom).p()).put("top_mean", above.mean()).put("bot_mean", below.mean());
            }
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("feature_idx", feature);
        return describe(json, all, "cohens_d", settings.effect(), ProbeSettings.CONTRAST_P / properties.length, "", "contrasts");
    }

    private static double square(double x) {
        return x * x;
    }

    /** Adds the property with the largest size, those beyond both limits, and all. */
    private static ObjectNode describe(ObjectNode json, ObjectNode all, String size, double least, double alpha, String suffix,
            String what) {
        List<Map.Entry<String, JsonNode>> sorted = all.properties().stream()
                .sorted(Comparator.comparingDouble(one -> -Math.rint(size(one, size) / ROUNDING))).toList();
        json.put("best_property", sorted.isEmpty() || size(sorted.getFirst(), size) == 0 ? "" : sorted.getFirst().getKey());
        json.put("best_" + size, sorted.isEmpty() ? 0 : sorted.getFirst().getValue().get(size).doubleValue());
        ObjectNode significant = JsonNodeFactory.instance.objectNode();
        sorted.stream().filter(one -> size(one, size) >= least && one.getValue().get("p").doubleValue() < alpha)
                .forEach(one -> significant.set(one.getKey(), one.getValue()));
        json.put("n_significant" + suffix, significant.size());
        json.set("significant_" + what + suffix, significant);
        json.set("all_" + what, all);
        return json;
    }

    private static double size(Map.Entry<String, JsonNode> one, String size) {
        return Math.abs(one.getValue().get(size).doubleValue());
    }
}
