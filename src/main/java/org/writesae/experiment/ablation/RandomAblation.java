package org.writesae.experiment.ablation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.perplexity.SplitLosses;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;
import org.writesae.stats.MannWhitneyU;
import org.writesae.stats.Quantile;
import org.writesae.stats.Sample;
import org.writesae.stats.WelchT;

/**
 * Features left out of the reconstruction beside random directions projected out of the state (upstream's
 * {@code run_feature_vs_random_ablation}). Upstream subtracts the loss of the reconstruction from both, so that its second arm is the
 * error of the reconstruction too; the same against the unchanged state's loss stands beside it, under {@code own_baselines}.
 */
public final class RandomAblation {
    /** What a reader of the result has to know. */
    private static final String NOTE = "Directions are taken out of the state itself, but their losses are compared with the reconstruction's, as upstream "
            + "does: that arm holds the error of the reconstruction. own_baselines compares them with the loss of the unchanged state.";

    private final AblatedText text;
    private final List<Integer> features;
    private final RandomDirections directions;

    /**
     * @param sae      of the cell, key factors first
     * @param features two or more
     * @param count    directions, two or more
     * @param seed     of the directions
     */
    public RandomAblation(HostModel model, WriteSae sae, AblationCell cell, List<Integer> features, int count, int seed) {
        this.text = new AblatedText(model, sae, cell);
        this.features = features;
        this.directions = new RandomDirections(count, model.config().dk() * model.config().dv(), seed);
    }

    /**
     * Upstream's result.
     *
     * @param sequences of one length
     * @param described its {@code config}
     */
    public ClaimOutput run(WorkUnits units, int[][] sequences, ObjectNode described) {
        List<JsonNode> done = units.run("texts", sequences.length, s -> unit(sequences[s], s));
        int tokens = sequences[0].length - text.cell().split() - 1;
        SplitLosses.Total unchanged = total(done, "/unchanged", tokens);
        SplitLosses.Total reconstructed = total(done, "/reconstructed", tokens);
        double[] ablated = totals(done, "ablated", features.size(), tokens);
        double[] projected = totals(done, "projected", directions.count(), tokens);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", described);
        ObjectNode summary = result.put("note", NOTE).putObject("summary");
        summary.put("n_alive_features", features.size()).put("n_random_directions", directions.count())
                .put("n_sequences", sequences.length).put("baseline_ppl", reconstructed.perplexity())
                .put("baseline_avg_loss", reconstructed.loss());
        double[] ofFeatures = minus(ablated, reconstructed.loss());
        double[] ofDirections = minus(projected, reconstructed.loss());
        spread(summary.putObject("alive_features"), ofFeatures);
        spread(summary.putObject("random_directions"), ofDirections);
        compare(summary.putObject("comparison"), ofFeatures, ofDirections);
        ObjectNode own = summary.putObject("own_baselines").put("unchanged_avg_loss", unchanged.loss())
                .put("reconstruction_delta_loss", reconstructed.loss() - unchanged.loss());
        double[] fromState = minus(projected, unchanged.loss());
        spread(own.putObject("random_directions"), fromState);
        compare(own.putObject("comparison"), ofFeatures, fromState);
        features(result.putArray("feature_results"), ablated, ofFeatures);
        directions(result.putArray("random_results"), ofDirections);
        ArrayNode alive = result.putArray("alive_feature_indices");
        features.forEach(alive::add);
        result.put("sae_type", text.sae().config().type().label()).put("layer", text.cell().layer()).put("head", text.cell().head());
        return ClaimOutput.of(result);
    }

    private ObjectNode unit(int[] ids, int s) {
        AblatedText.Losses losses = text.losses(ids, s, features.stream().map(List::of).toList(), directions);
        ObjectNode unit = JsonNodeFactory.instance.objectNode().put("unchanged", losses.unchanged())
                .put("reconstructed", losses.reconstructed());
        ArrayNode ablated = unit.putArray("ablated");
        Arrays.stream(losses.ablated()).forEach(ablated::add);
        ArrayNode projected = unit.putArray("projected");
        Arrays.stream(losses.projected()).forEach(projected::add);
        return unit;
    }

    private static SplitLosses.Total total(List<JsonNode> done, String place, int tokens) {
        return SplitLosses.Total.of(JsonNumbers.values(done, place), tokens);
    }

    private static double[] totals(List<JsonNode> done, String list, int count, int tokens) {
        return IntStream.range(0, count).mapToDouble(n -> total(done, "/" + list + "/" + n, tokens).loss()).toArray();
    }

    private static double[] minus(double[] losses, double baseline) {
        return Arrays.stream(losses).map(loss -> loss - baseline).toArray();
    }

    private static double[] sizes(double[] deltas) {
        return Arrays.stream(deltas).map(Math::abs).toArray();
    }

    private static void spread(ObjectNode json, double[] deltas) {
        double[] sizes = sizes(deltas);
        Sample sample = Sample.of(sizes);
        json.put("mean_abs_delta_loss", sample.mean()).put("median_abs_delta_loss", Quantile.median(sizes))
                .put("std_abs_delta_loss", sample.populationSd()).put("mean_signed_delta_loss", Sample.of(deltas).mean())
                .put("max_abs_delta_loss", Arrays.stream(sizes).max().orElseThrow())
                .put("pct_positive_delta", 100.0 * Arrays.stream(deltas).filter(delta -> delta > 0).count() / deltas.length);
    }

    private static void compare(ObjectNode json, double[] ofFeatures, double[] ofDirections) {
        double[] x = sizes(ofFeatures);
        double[] y = sizes(ofDirections);
        MannWhitneyU ranks = MannWhitneyU.greater(x, y);
        WelchT means = WelchT.greater(x, y);
        json.put("mann_whitney_u", ranks.u());
        JsonNumbers.orNull(json, "mann_whitney_p", ranks.p());
        JsonNumbers.orNull(json, "welch_t", means.t());
        JsonNumbers.orNull(json, "welch_p", means.p());
        JsonNumbers.orNull(json, "cohens_d", means.cohensD());
        JsonNumbers.orNull(json, "ratio_mean_abs", Sample.of(x).mean() / Sample.of(y).mean());
    }

    private void features(ArrayNode list, double[] losses, double[] deltas) {
        IntStream.range(0, deltas.length).boxed().sorted(Comparator.comparingDouble(n -> -Math.abs(deltas[n]))).forEach(n ->
                list.addObject().put("feature_idx", features.get(n)).put("avg_ablated_loss", losses[n]).put("delta_loss", deltas[n])
                        .put("abs_delta_loss", Math.abs(deltas[n])));
    }

    private static void directions(ArrayNode list, double[] deltas) {
        for (int r = 0; r < deltas.length; r++) {
            list.addObject().put("random_idx", r).put("delta_loss", deltas[r]).put("abs_delta_loss", Math.abs(deltas[r]));
        }
    }
}
