package org.writesae.experiment.ablation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.perplexity.SplitLosses;
import org.writesae.experiment.probing.ProbedFeatures.Target;
import org.writesae.stats.Quantile;
import org.writesae.stats.Sample;

/**
 * More and more of the features that go with a property left out together, on the texts with most and with least of it (upstream's
 * {@code run_group_ablation}).
 */
public final class GroupAblation {
    /** Upstream's numbers of features; all of them come last. */
    public static final List<Integer> DOSES = List.of(1, 2, 4, 8, 16);

    private final AblationTexts texts;
    private final Map<String, List<Target>> features;
    private final Map<String, PropertyTexts> groups;
    private final Map<String, List<Integer>> doses = new LinkedHashMap<>();

    /**
     * @param features   of every property, largest |ρ| first; one property or more
     * @param doses      numbers of features to leave out; those there are not are passed over, and all come last
     * @param properties at most so many, those with most features; of equals the first
     */
    public GroupAblation(AblationTexts texts, Map<String, List<Target>> features, List<Integer> doses, int properties) {
        this.texts = texts;
        this.features = new LinkedHashMap<>();
        features.entrySet().stream().sorted(Comparator.comparingInt(one -> -one.getValue().size())).limit(properties)
                .forEach(one -> this.features.put(one.getKey(), one.getValue()));
        this.groups = texts.groups(this.features.keySet());
        this.features.forEach((property, own) -> {
            TreeSet<Integer> possible = new TreeSet<>(doses);
            possible.removeIf(dose -> dose > own.size());
            possible.add(own.size());
            this.doses.put(property, List.copyOf(possible));
        });
    }

    /** Upstream's result; {@code described} is its {@code config}. */
    public ClaimOutput run(WorkUnits units, ObjectNode described) {
        List<Ablation> ablations = new ArrayList<>();
        doses.forEach((property, numbers) -> numbers.forEach(dose -> ablations.add(new Ablation(
                features.get(property).subList(0, dose).stream().map(Target::feature).toList(), groups.get(property).all()))));
        AblationLosses losses = texts.losses(ablations, units);
        ObjectNode result = texts.described(described).put("n_properties", features.size());
        ArrayNode names = result.putArray("target_properties");
        features.keySet().forEach(names::add);
        ObjectNode summary = result.putObject("summary");
        ObjectNode properties = result.putObject("property_results");
        int n = 0;
        for (String property : features.keySet()) {
            property(properties.putObject(property), property, n, ablations, losses);
            n += doses.get(property).size();
        }
        summarise(summary, properties);
        return ClaimOutput.of(result);
    }

    private void property(ObjectNode one, String property, int first, List<Ablation> ablations, AblationLosses losses) {
        PropertyTexts group = groups.get(property);
        List<Target> own = features.get(property);
        one.put("n_features_total", own.size()).put("top_rho", own.getFirst().size());
        ArrayNode rhos = one.putArray("feature_rhos");
        own.forEach(target -> rhos.add(target.rho()));
        one.setAll(group.json());
        SplitLosses.Total high = losses.reconstructed(group.high());
        SplitLosses.Total low = losses.reconstructed(group.low());
        one.put("baseline_loss_high", high.loss()).put("baseline_loss_low", low.loss()).put("baseline_ppl_high", high.perplexity())
                .put("baseline_ppl_low", low.perplexity());
        ArrayNode curve = one.putArray("dose_curve");
        new AblationLosses.Selectivity(0, 0).json(dose(curve.addObject(), List.of(), high, low));
        for (int n = first; n < first + doses.get(property).size(); n++) {
            ObjectNode point = dose(curve.addObject(), ablations.get(n).features(), losses.ablated(n, group.high()),
                    losses.ablated(n, group.low()));
            losses.selectivity(n, group).json(point);
        }
    }

    private static ObjectNode dose(ObjectNode point, List<Integer> features, SplitLosses.Total high, SplitLosses.Total low) {
        ArrayNode indices = point.put("n_ablated", features.size()).putArray("feature_indices");
        features.forEach(indices::add);
        return point.put("loss_high", high.loss()).put("loss_low", low.loss()).put("ppl_high", high.perplexity())
                .put("ppl_low", low.perplexity());
    }

    /** {@code best_by_property} is not upstream's: the largest selectivity of each property, whatever the number of features. */
    private static void summarise(ObjectNode summary, ObjectNode properties) {
        String best = null;
        Map<String, Double> largest = new LinkedHashMap<>();
        List<Double> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : properties.properties()) {
            JsonNode curve = one.getValue().get("dose_curve");
            double most = Double.NEGATIVE_INFINITY;
            for (JsonNode point : curve) {
                most = Math.max(most, point.get("selectivity").doubleValue());
            }
            largest.put(one.getKey(), most);
            best = best == null || most > largest.get(best) ? one.getKey() : best;
            all.add(curve.get(curve.size() - 1).get("selectivity").doubleValue());
        }
        double[] atMost = all.stream().mapToDouble(Double::doubleValue).toArray();
        summary.put("best_property", best).put("best_selectivity", largest.get(best))
                .put("mean_max_dose_selectivity", Sample.of(atMost).mean())
                .put("median_max_dose_selectivity", Quantile.median(atMost))
                .put("n_positive_selectivity", all.stream().filter(value -> value > 0).count()).put("n_total", atMost.length);
        ObjectNode byProperty = summary.putObject("best_by_property");
        largest.forEach(byProperty::put);
    }
}
