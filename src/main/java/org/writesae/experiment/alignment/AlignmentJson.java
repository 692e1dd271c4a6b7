package org.writesae.experiment.alignment;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Quantile;
import org.writesae.stats.Sample;

/** The alignment as upstream's files have it, without their times. */
public final class AlignmentJson {
    /** Strongest firings per feature of upstream's sensitivity run. */
    public static final List<Integer> SENSITIVITY = List.of(10, 25, 50, 100);
    /** Those of its activation-weighted run; 0 stands for all. */
    public static final List<Integer> WEIGHTED = List.of(10, 50, 200, 0);
    private static final List<Double> THRESHOLDS = List.of(0.1, 0.2, 0.3, 0.5);
    /** Features listed as the best aligned. */
    private static final int TOP = 10;

    private final List<FeatureFirings> features;
    private final int topN;
    private final double nullCosine;

    /**
     * @param topN strongest firings of each feature that count
     * @param dk   rows of a state
     * @param dv   columns of a state
     */
    public AlignmentJson(List<FeatureFirings> features, int topN, int dk, int dv) {
        this.features = List.copyOf(features);
        this.topN = topN;
        // Of two random directions in d dimensions, large: E |cos| = √(2/π) / √d, here with d = √(d_k d_v), as upstream has it.
        this.nullCosine = Math.sqrt(2 / Math.PI) / Math.sqrt(Math.sqrt((double) dk * dv));
    }

    private List<FeatureFirings> alive() {
        return features.stream().filter(FeatureFirings::isAlive).toList();
    }

    private List<AlignmentScores> scores(int most) {
        return alive().stream().map(feature -> feature.scores(most)).toList();
    }

    /** {@code results} of alignment_results.json: one object for each feature. */
    public ArrayNode results() {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (FeatureFirings feature : features) {
            ObjectNode one = results.addObject().put("feature", feature.feature()).put("alive", feature.isAlive());
            if (!feature.isAlive()) {
                one.put("mean_k_cos", 0.0).put("mean_v_cos", 0.0).put("n_activations", 0);
                continue;
            }
            AlignmentScores scores = feature.scores(topN);
            one.put("mean_k_cos", scores.key()).put("mean_v_cos", scores.value()).put("mean_abs_k_cos", scores.absoluteKey())
                    .put("mean_abs_v_cos", scores.absoluteValue()).put("n_activations", feature.firings().size())
                    .put("top_n_used", scores.used());
        }
        return results;
    }

    /** The figures of upstream's report. */
    public ObjectNode summary() {
        List<AlignmentScores> scores = scores(topN);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("n_features", features.size()).put("alive_count", scores.size())
                .put("top_n", topN).put("null_abs_cos", nullCosine);
        if (scores.isEmpty()) {
            return json;
        }
        double[] combined = values(scores, AlignmentScores::combined);
        statistics(json.putObject("key"), values(scores, AlignmentScores::absoluteKey));
        statistics(json.putObject("value"), values(scores, AlignmentScores::absoluteValue));
        statistics(json.putObject("combined"), combined);
        json.put("n_above_0.3", Arrays.stream(combined).filter(c -> c > 0.3).count());
        ObjectNode each = json.putObject("combined_of");
        alive().forEach(f -> each.put("F" + f.feature(), f.scores(topN).combined()));
        ArrayNode top = json.putArray("top_features");
        alive().stream().sorted(Comparator.comparingDouble((FeatureFirings f) -> -f.scores(topN).combined())).limit(TOP)
                .forEach(f -> top.addObject().put("feature", f.feature()).put("combined", f.scores(topN).combined())
                        .put("n_activations", f.firings().size()));
        return json;
    }

    private static void statistics(ObjectNode json, double[] values) {
        Sample sample = Sample.of(values);
        json.put("mean", sample.mean()).put("median", Quantile.median(values)).put("std", sample.populationSd())
                .put("max", Arrays.stream(values).max().orElseThrow());
        ObjectNode above = json.putObject("fraction_above");
        THRESHOLDS.forEach(t -> above.put(t.toString(), (double) Arrays.stream(values).filter(c -> c > t).count() / values.length));
    }

    /** exp_d_alignment_sensitivity: the combined alignment for several numbers of firings. */
    public ObjectNode sensitivity() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (int most : SENSITIVITY) {
            double[] combined = values(scores(most), AlignmentScores::combined);
            long above = Arrays.stream(combined).filter(c -> c > 0.3).count();
            boolean none = combined.length == 0;
            all.putObject(Integer.toString(most)).put("n_alive", combined.length)
                    .put("mean_combined", none ? 0 : Sample.of(combined).mean())
                    .put("median_combined", none ? 0 : Quantile.median(combined)).put("n_above_0.3", above)
                    .put("pct_above_0.3", 100.0 * above / Math.max(combined.length, 1))
                    .put("max_combined", Arrays.stream(combined).max().orElse(0));
        }
        return all;
    }

    /** {@code summary} of exp_weighted_alignment: means over features with and without weights by activation. */
    public ObjectNode weighted() {
        int alive = alive().size();
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("n_features", features.size()).put("n_alive", alive)
                .put("n_dead", features.size() - alive).put("null_baseline_expected_abs_cos", nullCosine);
        for (int most : alive == 0 ? List.<Integer>of() : WEIGHTED) {
            List<AlignmentScores> scores = scores(most);
            weighted(all.putObject("unweighted_" + tag(most)), values(scores, AlignmentScores::absoluteKey),
                    values(scores, AlignmentScores::absoluteValue), values(scores, AlignmentScores::absoluteBoth));
            weighted(all.putObject("weighted_" + tag(most)), values(scores, AlignmentScores::weightedKey),
                    values(scores, AlignmentScores::weightedValue), values(scores, AlignmentScores::weightedCombined));
        }
        return all;
    }

    /** {@code per_feature} of exp_weighted_alignment. */
    public ArrayNode weightedFeatures() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (FeatureFirings feature : features) {
            ObjectNode one = all.addObject().put("feature", feature.feature()).put("alive", feature.isAlive())
                    .put("n_activations", feature.firings().size());
            for (int most : feature.isAlive() ? WEIGHTED : List.<Integer>of()) {
                AlignmentScores s = feature.scores(most);
                scores(one.putObject("unweighted_" + tag(most)), s.absoluteKey(), s.absoluteValue(), s.absoluteBoth(), s.used());
                scores(one.putObject("weighted_" + tag(most)), s.weightedKey(), s.weightedValue(), s.weightedCombined(), s.used());
            }
        }
        return all;
    }

    private static void scores(ObjectNode json, double key, double value, double combined, int used) {
        json.put("mean_k_cos", key).put("mean_v_cos", value).put("mean_combined", combined).put("n_used", used);
    }

    private static String tag(int most) {
        return most == 0 ? "all" : "top" + most;
    }

    private static void weighted(ObjectNode json, double[] key, double[] value, double[] combined) {
        Sample sample = Sample.of(combined);
        json.put("mean_k_cos", Sample.of(key).mean()).put("mean_v_cos", Sample.of(value).mean())
                .put("mean_combined", sample.mean()).put("std_combined", sample.populationSd())
                .put("median_combined", Quantile.median(combined))
                .put("n_features", combined.length);
    }

    /** [alive]: |cos| of the key factors, of the value factors, and combined, as in alignment_histograms.npz. */
    public List<double[]> histograms() {
        List<AlignmentScores> scores = scores(topN);
        return List.of(values(scores, AlignmentScores::absoluteKey), values(scores, AlignmentScores::absoluteValue),
                values(scores, AlignmentScores::combined));
    }

    private static double[] values(List<AlignmentScores> scores, ToDoubleFunction<AlignmentScores> of) {
        return scores.stream().mapToDouble(of).toArray();
    }
}
