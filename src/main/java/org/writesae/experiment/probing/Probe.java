package org.writesae.experiment.probing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Which features of a dictionary follow properties of the texts, by three methods and by any of them (upstream's
 * {@code probe_features_enhanced}).
 */
final class Probe {
    private static final String SPEARMAN = "spearman";
    private static final String FOREST = "rf";
    private static final String CONTRAST = "contrastive";
    private static final String SIGNIFICANT = "n_significant_bonferroni";

    private final ProbeSample sample;
    private final ProbeSettings settings;
    private final int[] alive;
    private final int tests;
    private final double alpha;
    private final FeatureProbe probe;
    private final FeatureForests forests;

    Probe(ProbeSample sample, ProbeSettings settings) {
        this.sample = sample;
        this.settings = settings;
        this.alive = sample.alive(settings.frequency());
        this.tests = alive.length * TextProperties.NAMES.size();
        this.alpha = tests == 0 ? 0 : settings.p() / tests;
        this.probe = new FeatureProbe(sample, settings);
        this.forests = new FeatureForests(sample, settings);
    }

    /** Features to look at. */
    int count() {
        return alive.length;
    }

    /** What the three methods find of the nth of them. */
    ObjectNode feature(int n) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.set(SPEARMAN, probe.correlations(alive[n], alpha));
        one.set(FOREST, forests.json(alive[n]));
        one.set(CONTRAST, probe.contrasts(alive[n]));
        return one;
    }

    /** Upstream's result, from what was found of every feature. */
    ObjectNode json(List<JsonNode> found) {
        Set<Integer> bySpearman = features(found, SPEARMAN, one -> one.get(SIGNIFICANT).intValue() > 0);
        Set<Integer> byForest = features(found, FOREST, one -> one.get("interpretable").booleanValue());
        Set<Integer> byContrast = features(found, CONTRAST, one -> one.get("n_significant").intValue() > 0);
        found.forEach(one -> flag((ObjectNode) one.get(SPEARMAN), bySpearman, byForest, byContrast));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode correlations = json.putObject("probe").put("n_samples", sample.size())
                .put("n_features_total", sample.coefficients().length);
        counts(correlations, alive.length, bySpearman.size()).put("n_interpretable_bonferroni", bySpearman.size())
                .put("interpretable_fraction_bonferroni", (double) bySpearman.size() / Math.max(alive.length, 1))
                .put("correlation_threshold", settings.correlation()).put("p_threshold", settings.p()).put("bonferroni_alpha", alpha)
                .put("n_tests", tests);
        correlations.set("property_summary", properties(found));
        correlations.set("features", sorted(found, SPEARMAN, SIGNIFICANT, "best_rho"));
        counts(json.putObject("nonlinear"), alive.length, byForest.size()).put("accuracy_threshold", settings.accuracy())
                .put("n_folds", ProbeSettings.FOLDS).set("features", sorted(found, FOREST, null, "accuracy"));
        counts(json.putObject("contrastive"), alive.length, byContrast.size()).put("quantile", ProbeSettings.QUANTILE)
                .put("min_effect_size", settings.effect()).set("features", sorted(found, CONTRAST, "n_significant", "best_cohens_d"));
        json.set("union", union(alive.length, bySpearman, byForest, byContrast));
        return json;
    }

    private static void flag(ObjectNode json, Set<Integer> bySpearman, Set<Integer> byForest, Set<Integer> byContrast) {
        int feature = json.get("feature_idx").intValue();
        json.put("interpretable_spearman", bySpearman.contains(feature)).put("interpretable_rf", byForest.contains(feature))
                .put("interpretable_contrastive", byContrast.contains(feature))
                .put("interpretable_any", bySpearman.contains(feature) || byForest.contains(feature) || byContrast.contains(feature));
    }

    private static ObjectNode counts(ObjectNode json, int alive, int interpretable) {
        return json.put("n_alive", alive).put("n_interpretable", interpretable)
                .put("interpretable_fraction", (double) interpretable / Math.max(alive, 1));
    }

    private static Set<Integer> features(List<JsonNode> found, String method, Predicate<JsonNode> kind) {
        return found.stream().map(one -> one.get(method)).filter(kind).map(one -> one.get("feature_idx").intValue())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The features with most findings first, then those with the largest. */
    private static ArrayNode sorted(List<JsonNode> found, String method, String findings, String size) {
        List<JsonNode> all = new ArrayList<>(found.stream().map(one -> one.get(method)).toList());
        Comparator<JsonNode> most = Comparator.comparingInt(one -> findings == null ? 0 : -one.get(findings).intValue());
        all.sort(most.thenComparingDouble(one -> -Math.abs(one.get(size).doubleValue())));
        return JsonNodeFactory.instance.arrayNode().addAll(all);
    }

    private static ObjectNode properties(List<JsonNode> found) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (String name : TextProperties.NAMES) {
            double[] sizes = found.stream().map(one -> one.at("/spearman/all_correlations/" + name + "/rho")).filter(JsonNode::isNumber)
                    .mapToDouble(rho -> Math.abs(rho.doubleValue())).toArray();
            long correlated = found.stream().filter(one -> one.at("/spearman/significant_correlations_bonferroni").has(name)).count();
            json.putObject(name).put("n_correlated_features", correlated).put("mean_abs_rho", DoubleStream.of(sizes).average().orElse(0))
                    .put("max_abs_rho", DoubleStream.of(sizes).max().orElse(0));
        }
        return json;
    }

    private static ObjectNode union(int alive, Set<Integer> bySpearman, Set<Integer> byForest, Set<Integer> byContrast) {
        Set<Integer> any = new TreeSet<>(bySpearman);
        any.addAll(byForest);
        any.addAll(byContrast);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("n_alive", alive).put("n_interpretable_spearman", bySpearman.size())
                .put("n_interpretable_rf", byForest.size()).put("n_interpretable_contrastive", byContrast.size())
                .put("n_interpretable_union", any.size()).put("interpretable_fraction_union", (double) any.size() / Math.max(alive, 1));
        list(json, "spearman_only", any, i -> !byForest.contains(i) && !byContrast.contains(i));
        list(json, "rf_only", any, i -> !bySpearman.contains(i) && !byContrast.contains(i));
        list(json, "contrastive_only", any, i -> !bySpearman.contains(i) && !byForest.contains(i));
        list(json, "all_three", any, i -> bySpearman.contains(i) && byForest.contains(i) && byContrast.contains(i));
        return json;
    }

    private static void list(ObjectNode json, String name, Set<Integer> any, Predicate<Integer> kind) {
        ArrayNode list = json.putArray(name);
        any.stream().filter(kind).forEach(list::add);
    }
}
