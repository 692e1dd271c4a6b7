package org.writesae.experiment.ablation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.perplexity.SplitLosses;
import org.writesae.experiment.probing.ProbedFeatures.Target;
import org.writesae.stats.Sample;

/**
 * One feature at a time left out, on the texts with most and with least of the property it follows, and some of them on those of
 * every property (upstream's {@code run_circuit_ablation}).
 */
public final class SingleAblation {
    /** Rows of the matrix of features and properties. */
    private static final int ROWS = 8;

    private final AblationTexts texts;
    private final List<Target> targets;
    private final Map<String, PropertyTexts> groups;
    private final Set<Integer> rows;

    /** @param targets features, one or more, those with the largest |ρ| first */
    public SingleAblation(AblationTexts texts, List<Target> targets) {
        this.texts = texts;
        this.targets = targets;
        this.groups = texts.groups(targets.stream().map(Target::property).collect(Collectors.toCollection(TreeSet::new)));
        this.rows = rows();
    }

    /** Targets with a row: the first of each property, for the first properties. */
    private Set<Integer> rows() {
        Set<String> seen = new HashSet<>();
        return IntStream.range(0, targets.size()).filter(n -> seen.size() < ROWS && seen.add(targets.get(n).property())).boxed()
                .collect(Collectors.toSet());
    }

    /** Upstream's result; {@code described} is its {@code config}. */
    public ClaimOutput run(WorkUnits units, ObjectNode described) {
        Set<Integer> everything = groups.values().stream().flatMap(group -> group.all().stream()).collect(Collectors.toSet());
        List<Ablation> ablations = IntStream.range(0, targets.size()).mapToObj(n -> new Ablation(List.of(targets.get(n).feature()),
                rows.contains(n) ? everything : groups.get(targets.get(n).property()).all())).toList();
        AblationLosses losses = texts.losses(ablations, units);
        ObjectNode result = texts.described(described).put("n_target_features", targets.size());
        ArrayNode names = result.putArray("target_properties");
        groups.keySet().forEach(names::add);
        ObjectNode summary = result.putObject("summary");
        ObjectNode quartiles = result.putObject("property_groups");
        groups.forEach((property, group) -> quartiles.set(property, group.json()));
        ArrayNode features = result.putArray("feature_results");
        ArrayNode matrix = result.putArray("cross_property_matrix");
        for (int n = 0; n < targets.size(); n++) {
            features.add(feature(n, losses));
            if (rows.contains(n)) {
                matrix.add(row(n, losses));
            }
        }
        summarise(summary, features, matrix);
        return ClaimOutput.of(result);
    }

    private static ObjectNode named(Target target) {
        return JsonNodeFactory.instance.objectNode().put("feature_idx", target.feature()).put("property", target.property())
                .put("rho", target.rho());
    }

    private ObjectNode feature(int n, AblationLosses losses) {
        PropertyTexts group = groups.get(targets.get(n).property());
        SplitLosses.Total high = losses.reconstructed(group.high());
        SplitLosses.Total low = losses.reconstructed(group.low());
        SplitLosses.Total ablatedHigh = losses.ablated(n, group.high());
        SplitLosses.Total ablatedLow = losses.ablated(n, group.low());
        ObjectNode one = named(targets.get(n)).put("baseline_ppl_high", high.perplexity()).put("baseline_ppl_low", low.perplexity())
                .put("ablated_ppl_high", ablatedHigh.perplexity()).put("ablated_ppl_low", ablatedLow.perplexity())
                .put("delta_ppl_high", ablatedHigh.perplexity() - high.perplexity())
                .put("delta_ppl_low", ablatedLow.perplexity() - low.perplexity());
        return losses.selectivity(n, group).json(one).put("n_high", group.high().length).put("n_low", group.low().length);
    }

    private ObjectNode row(int n, AblationLosses losses) {
        ObjectNode row = named(targets.get(n));
        ObjectNode cross = row.putObject("cross_property");
        groups.forEach((property, group) -> losses.selectivity(n, group).json(cross.putObject(property)));
        return row;
    }

    private static void summarise(ObjectNode summary, ArrayNode features, ArrayNode matrix) {
        double[] selectivities = JsonNumbers.values(features, "/selectivity");
        int positive = (int) IntStream.range(0, selectivities.length).filter(n -> selectivities[n] > 0).count();
        summary.put("n_causal_positive", positive).put("n_total", features.size())
                .put("causal_fraction", (double) positive / features.size()).put("mean_selectivity", Sample.of(selectivities).mean())
                .put("max_selectivity", IntStream.range(0, selectivities.length).mapToDouble(n -> selectivities[n]).max().orElseThrow())
                .put("mean_delta_loss_high", Sample.of(JsonNumbers.values(features, "/delta_loss_high")).mean())
                .put("mean_delta_loss_low", Sample.of(JsonNumbers.values(features, "/delta_loss_low")).mean());
        OptionalDouble dominance = dominance(matrix);
        if (dominance.isPresent()) {
            summary.put("diagonal_dominance", dominance.getAsDouble());
        } else {
            summary.putNull("diagonal_dominance");
        }
    }

    /** How much larger a feature's selectivity is for its own property than for the others, over the rows; empty with one property. */
    private static OptionalDouble dominance(ArrayNode matrix) {
        List<Double> excess = new ArrayList<>();
        for (JsonNode row : matrix) {
            Map<String, Double> all = new LinkedHashMap<>();
            row.get("cross_property").properties().forEach(one -> all.put(one.getKey(), one.getValue().get("selectivity").doubleValue()));
            double own = all.remove(row.get("property").textValue());
            all.values().stream().mapToDouble(Double::doubleValue).average().ifPresent(others -> excess.add(own - others));
        }
        return excess.stream().mapToDouble(Double::doubleValue).average();
    }
}
