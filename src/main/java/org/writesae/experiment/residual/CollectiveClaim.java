package org.writesae.experiment.residual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.TaggedDictionaries;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;
import org.writesae.stats.NumpyGenerator;

/** The claim {@code collective_residual}: both of upstream's analyses of the residuals of several heads, for each tag. */
public final class CollectiveClaim {
    private final TaggedDictionaries dictionaries;
    private final HeadStates states;
    private final Plan plan;

    /**
     * What is asked.
     *
     * @param samples       texts of the first analysis, from the first on
     * @param batch         texts encoded together
     * @param counts        numbers of heads of the coherence
     * @param subsets       of each number
     * @param drawn         texts of the second analysis, drawn from all
     * @param forComponents of these, those whose components are taken
     * @param components    how many
     * @param seed          of subsets and texts
     */
    public record Plan(int samples, int batch, List<Integer> counts, int subsets, int drawn, int forComponents, int components,
            int seed) {
    }

    /** @param dictionaries at least two heads of each tag */
    public CollectiveClaim(TaggedDictionaries dictionaries, HeadStates states, Plan plan) {
        this.dictionaries = dictionaries;
        this.states = states;
        this.plan = plan;
    }

    /** Runs both analyses for every tag. {@code described} is the result's {@code config}. */
    public ClaimOutput run(WorkUnits units, Backend backend, ObjectNode described) {
        Map<String, SortedMap<Integer, WriteSae>> loaded = dictionaries.matched(backend);
        int[] sample = new NumpyGenerator(plan.seed()).choice(states.count(), Math.min(plan.drawn(), states.count()));
        Arrays.sort(sample);
        // The second analysis may take texts behind those of the first.
        int samples = Math.min(plan.samples(), states.count());
        List<Integer> starts = new ArrayList<>();
        batches(starts, 0, samples);
        int own = starts.size();
        batches(starts, samples, states.count());
        int parts = starts.size();
        starts.add(states.count());
        List<String> tags = dictionaries.tags();
        int each = parts + 1;
        List<JsonNode> done = units.run("residuals", tags.size() * each,
                n -> unit(loaded.get(tags.get(n / each)), n % each, starts, sample));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", described);
        ObjectNode collective = result.putObject("collective").put("n_samples", samples)
                .put("seed", plan.seed()).putObject("architectures");
        ObjectNode correlation = result.putObject("correlation").put("n_samples", sample.length).put("seed", plan.seed())
                .putObject("sae_types");
        for (int t = 0; t < tags.size(); t++) {
            List<JsonNode> ofTag = done.subList(t * each, (t + 1) * each);
            new CollectiveResidual(products(tags.get(t), ofTag.subList(0, own)))
                    .report(collective.putObject(tags.get(t)), plan.counts(), plan.subsets(), plan.seed());
            new ResidualCorrelation(products(tags.get(t), ofTag.subList(0, parts)), sample)
                    .report(correlation.putObject(tags.get(t)), ofTag.get(parts));
        }
        compare((ObjectNode) result.get("collective"), (ObjectNode) result.get("correlation"));
        result.set("summary", summary(collective, correlation));
        Map<String, String> files = new LinkedHashMap<>();
        files.put("residual_correlation.json", JsonFiles.text(result.get("correlation")));
        files.put("collective_residual.json", JsonFiles.text(result.get("collective")));
        return new ClaimOutput(result, files);
    }

    private void batches(List<Integer> starts, int from, int to) {
        for (int first = from; first < to; first += plan.batch()) {
            starts.add(first);
        }
    }

    /** The products of a batch; behind the last batch the components. */
    private JsonNode unit(SortedMap<Integer, WriteSae> own, int part, List<Integer> starts, int[] sample) {
        Residuals residuals = new Residuals(own, states);
        List<Integer> heads = List.copyOf(own.keySet());
        if (part == starts.size() - 1) {
            return ResidualComponents.unit(residuals, heads, Arrays.copyOf(sample, Math.min(sample.length, plan.forComponents())),
                    plan.components());
        }
        return ResidualProducts.unit(residuals, heads, starts.get(part), starts.get(part + 1) - starts.get(part));
    }

    private ResidualProducts products(String tag, List<JsonNode> units) {
        SortedMap<Integer, SaeCheckpoint> byHead = dictionaries.of(tag);
        return ResidualProducts.of(units, List.copyOf(byHead.keySet()), states.size(),
                byHead.values().stream().map(one -> one.config().features()).toList());
    }

    /** Upstream's comparison of flat and bilinear, where both are there. */
    private static void compare(ObjectNode collective, ObjectNode correlation) {
        JsonNode flat = collective.at("/architectures/flat");
        JsonNode bilinear = collective.at("/architectures/bilinear");
        if (flat.isMissingNode() || bilinear.isMissingNode()) {
            return;
        }
        ObjectNode comparison = collective.putObject("comparison");
        for (String kind : List.of("abs", "signed")) {
            comparison.put("flat_minus_bilinear_" + kind + "_cos_mean",
                    difference(flat, bilinear, "/pairwise_" + kind + "_cosine/mean_offdiag"));
        }
        comparison.put("flat_minus_bilinear_mean_residual_mse", difference(flat, bilinear, "/mean_residual_mse_across_heads"));
        ObjectNode deltas = comparison.putObject("coherence_mean_deltas");
        flat.get("coherence").fieldNames().forEachRemaining(k -> {
            if (bilinear.get("coherence").has(k)) {
                deltas.put(k, difference(flat, bilinear, "/coherence/" + k + "/mean"));
            }
        });
        JsonNode flatTypes = correlation.at("/sae_types/flat");
        JsonNode bilinearTypes = correlation.at("/sae_types/bilinear");
        correlation.putObject("summary").put("flat_mean_pairwise_cos", flatTypes.at("/pairwise_cosine/mean").doubleValue())
                .put("bilinear_mean_pairwise_cos", bilinearTypes.at("/pairwise_cosine/mean").doubleValue())
                .put("cos_difference", difference(flatTypes, bilinearTypes, "/pairwise_cosine/mean"))
                .put("flat_cancellation_ratio", flatTypes.get("cancellation_ratio").doubleValue())
                .put("bilinear_cancellation_ratio", bilinearTypes.get("cancellation_ratio").doubleValue())
                .put("flat_stacked_pca_top1", flatTypes.at("/stacked_pca_variance_explained/top_1").doubleValue())
                .put("bilinear_stacked_pca_top1", bilinearTypes.at("/stacked_pca_variance_explained/top_1").doubleValue());
    }

    private static double difference(JsonNode a, JsonNode b, String path) {
        return a.at(path).doubleValue() - b.at(path).doubleValue();
    }

    private static ObjectNode summary(ObjectNode collective, ObjectNode correlation) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        collective.properties().forEach(one -> {
            ObjectNode of = summary.putObject(one.getKey());
            of.put("mean_abs_cosine", one.getValue().at("/pairwise_abs_cosine/mean_offdiag").doubleValue());
            one.getValue().get("coherence").properties().forEach(k -> of.put("coherence_" + k.getKey(),
                    k.getValue().get("mean").doubleValue()));
            of.put("cancellation_ratio", correlation.get(one.getKey()).get("cancellation_ratio").doubleValue());
        });
        return summary;
    }
}
