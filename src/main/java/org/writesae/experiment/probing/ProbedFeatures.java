package org.writesae.experiment.probing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/**
 * Features that probing found to follow properties of the text, and upstream's ways to choose some of them. Read from the
 * result of {@code reproduce probing}, or from upstream's {@code probe_features_L9_H0.json}.
 */
public final class ProbedFeatures {
    private static final String BEST = "best_property";
    private static final String RHO = "rho";

    private final Path file;
    private final JsonNode root;

    /**
     * A feature and the property it is chosen for.
     *
     * @param feature  index
     * @param property one of {@link TextProperties#NAMES}
     * @param rho      Spearman's ρ of its coefficients and the property
     */
    public record Target(int feature, String property, double rho) {
        static final Comparator<Target> LARGEST_FIRST = Comparator.comparingDouble(target -> -target.size());

        /** |ρ| */
        public double size() {
            return Math.abs(rho);
        }

        /** With upstream's names. */
        public ObjectNode json() {
            return JsonNodeFactory.instance.objectNode().put("feature_idx", feature).put("property", property).put(RHO, rho);
        }
    }

    /** A target, how many properties of the family the feature has a ρ with, and the mean of their sizes. */
    private record Member(Target target, int support, double mean) {
        double size() {
            return Math.abs(target.rho());
        }
    }

    private ProbedFeatures(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** @throws InputException if the file is no result of probing */
    public static ProbedFeatures read(Path file) {
        JsonNode root = JsonFiles.read(file);
        if (!root.at("/probe/features").isArray() || !root.at("/probe/property_summary").isObject()) {
            throw new InputException(file + ": has no probe.features and probe.property_summary; a result of reproduce probing was expected");
        }
        int n = 0;
        for (JsonNode feature : root.at("/probe/features")) {
            String place = "probe.features[" + n++ + "]";
            require(file, place + ".feature_idx", feature.path("feature_idx").canConvertToInt()
                    && feature.path("feature_idx").isIntegralNumber());
            require(file, place + ".best_rho", feature.path("best_rho").isNumber());
            require(file, place + "." + BEST, feature.path(BEST).isTextual());
            require(file, place + ".all_correlations", feature.path("all_correlations").isObject());
            feature.get("all_correlations").properties()
                    .forEach(one -> require(file, place + ".all_correlations." + one.getKey() + ".rho",
                    one.getValue().path(RHO).isNumber()));
        }
        return new ProbedFeatures(file, root);
    }

    private static void require(Path file, String place, boolean holds) {
        if (!holds) {
            throw InputException.at(file, place, "not as probing writes it");
        }
    }

    /**
     * Makes sure that the result is of a dictionary of this cell, as far as it says.
     *
     * @param features of the dictionary
     */
    public void requireCell(int layer, int head, int features) {
        JsonNode stated = root.path("config").isObject() ? root.get("config") : root;
        if (stated.has("layer") && stated.get("layer").asInt() != layer || stated.has("head") && stated.get("head").asInt() != head) {
            throw new InputException(file + ": of L" + stated.path("layer").asText() + " H" + stated.path("head").asText()
                    + ", this is L" + layer + " H" + head);
        }
        for (JsonNode feature : all()) {
            int index = feature.get("feature_idx").intValue();
            if (index < 0 || index >= features) {
                throw new InputException(file + ": has feature " + index + ", the autoencoder has " + features);
            }
        }
    }

    private Iterable<JsonNode> all() {
        return root.at("/probe/features");
    }

    /**
     * Upstream's {@code select_top_features_by_rho}: those with the largest |ρ| with the property they follow best.
     *
     * @param count      at most
     * @param properties only features that follow one of these best; empty for all
     */
    public List<Target> strongest(int count, Collection<String> properties) {
        List<Target> targets = new ArrayList<>();
        for (JsonNode feature : all()) {
            String best = feature.get(BEST).textValue();
            if (TextProperties.NAMES.contains(best) && (properties.isEmpty() || properties.contains(best))) {
                targets.add(new Target(feature.get("feature_idx").intValue(), best, feature.get("best_rho").doubleValue()));
            }
        }
        return targets.stream().sorted(Comparator.comparingDouble(target -> -Math.abs(target.rho()))).limit(count).toList();
    }

    /**
     * Upstream's {@code select_target_features}: of the features that follow a property best, those with the largest |ρ|, for every
     * property; then all of them by |ρ|.
     *
     * @param count of each property, at most
     * @param least |ρ|
     */
    public List<Target> ofEachProperty(int count, double least) {
        Map<String, List<Target>> byProperty = new LinkedHashMap<>();
        for (JsonNode feature : all()) {
            Target best = new Target(feature.get("feature_idx").intValue(), feature.get(BEST).textValue(),
                    feature.get("best_rho").doubleValue());
            if (best.size() >= least && TextProperties.NAMES.contains(best.property())) {
                byProperty.computeIfAbsent(best.property(), name -> new ArrayList<>()).add(best);
            }
        }
        return byProperty.values().stream().flatMap(own -> own.stream().sorted(Target.LARGEST_FIRST).limit(count))
                .sorted(Target.LARGEST_FIRST).toList();
    }

    /**
     * Upstream's {@code build_property_feature_groups}: for every property all features with a ρ, best property or not, by |ρ|.
     *
     * @param least  |ρ|
     * @param fewest features; properties with fewer are left out
     */
    public Map<String, List<Target>> groups(double least, int fewest) {
        Map<String, List<Target>> groups = new LinkedHashMap<>();
        for (JsonNode feature : all()) {
            int index = feature.get("feature_idx").intValue();
            feature.get("all_correlations").properties().forEach(one -> {
                Target target = new Target(index, one.getKey(), one.getValue().get(RHO).doubleValue());
                if (target.size() >= least && TextProperties.NAMES.contains(one.getKey())) {
                    groups.computeIfAbsent(one.getKey(), name -> new ArrayList<>()).add(target);
                }
            });
        }
        groups.values().removeIf(own -> own.size() < fewest);
        groups.values().forEach(own -> own.sort(Target.LARGEST_FIRST));
        return groups;
    }

    /**
     * Upstream's {@code select_top_family_features}: those with the largest |ρ| with any property of a family, then those that have
     * a ρ with more of them, then those with the larger mean |ρ|.
     *
     * @param count at most
     * @param least |ρ|
     */
    public List<Target> family(List<String> properties, int count, double least) {
        List<Member> members = new ArrayList<>();
        for (JsonNode feature : all()) {
            JsonNode correlations = feature.get("all_correlations");
            List<Target> own = properties.stream().filter(correlations::has)
                    .map(name -> new Target(feature.get("feature_idx").intValue(), name,
                    correlations.get(name).get(RHO).doubleValue())).toList();
            own.stream().max(Comparator.comparingDouble(target -> Math.abs(target.rho()))).filter(best -> Math.abs(best.rho()) >= least)
                    .ifPresent(best -> members.add(new Member(best, own.size(),
                            own.stream().mapToDouble(target -> Math.abs(target.rho())).sum() / own.size())));
        }
        return members.stream().sorted(Comparator.comparingDouble(Member::size).thenComparingInt(Member::support)
                .thenComparingDouble(Member::mean).reversed()).limit(count).map(Member::target).toList();
    }

    /** Upstream's {@code select_primary_family_property}: that which most features follow, then that with the largest |ρ|. */
    public String primary(List<String> properties) {
        JsonNode summary = root.at("/probe/property_summary");
        return properties.stream().filter(summary::has)
                .max(Comparator.comparingDouble(number(summary, "n_correlated_features"))
                .thenComparingDouble(number(summary, "max_abs_rho"))
                        .thenComparingDouble(number(summary, "mean_abs_rho")).thenComparing(Comparator.naturalOrder()))
                .orElse(properties.getFirst());
    }

    private static ToDoubleFunction<String> number(JsonNode summary, String field) {
        return name -> summary.get(name).path(field).asDouble(0);
    }
}
