package org.writesae.experiment.residual;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.NumpyGenerator;
import org.writesae.stats.Sample;

/**
 * Whether residuals of several heads point the same way: their cosines, and the coherence C_k = ‖Σr‖ / √Σ‖r‖² of k of them,
 * 1 for residuals that are independent (upstream's {@code run_collective_residual_analysis.py}). Upstream rounds residuals to
 * float16 in between; nothing is rounded here.
 */
final class CollectiveResidual {
    private static final double LEAST = 1e-8;

    private final ResidualProducts products;
    private final List<Integer> places;
    private final int heads;

    CollectiveResidual(ResidualProducts products) {
        this.products = products;
        this.heads = products.heads().size();
        this.places = IntStream.range(0, heads).boxed().toList();
    }

    /**
     * @param counts  numbers of heads k; those there are not are left out
     * @param subsets of each number
     */
    void report(ObjectNode node, List<Integer> counts, int subsets, int seed) {
        node.put("n_samples", products.texts());
        double[] percents = perHead(node);
        alive(node.putObject("empirical_alive"), percents);
        matrix(node.putObject("pairwise_signed_cosine"), false);
        matrix(node.putObject("pairwise_abs_cosine"), true);
        NumpyGenerator random = new NumpyGenerator(seed);
        Map<Integer, List<List<Integer>>> drawn = new LinkedHashMap<>();
        counts.stream().filter(k -> k <= heads).forEach(k -> drawn.put(k, HeadSubsets.draw(random, heads, k, subsets)));
        ObjectNode coherence = node.putObject("coherence");
        drawn.forEach((k, some) -> coherence(coherence.putObject(Integer.toString(k)), some));
    }

    /** Gives the share of alive features of each head, %. */
    private double[] perHead(ObjectNode node) {
        ArrayNode all = node.putArray("per_head");
        double[] errors = new double[heads];
        double[] norms = new double[heads];
        double[] percents = new double[heads];
        for (int i = 0; i < heads; i++) {
            for (int s = 0; s < products.texts(); s++) {
                errors[i] += products.at(s, i, i) / products.texts() / products.size();
                norms[i] += products.norm(s, i) / products.texts();
            }
            int alive = products.active().get(products.heads().get(i)).cardinality();
            percents[i] = 100.0 * alive / products.features().get(i);
            all.addObject().put("head", products.heads().get(i)).put("mean_residual_mse", errors[i])
                    .put("mean_residual_norm", norms[i]).put("empirical_n_alive", alive).put("empirical_alive_pct", percents[i]);
        }
        node.put("mean_residual_mse_across_heads", Sample.of(errors).mean())
                .put("mean_residual_norm_across_heads", Sample.of(norms).mean());
        return percents;
    }

    /** Overlaps only where a feature's number means the same in all heads. */
    private void alive(ObjectNode node, double[] percents) {
        Sample sample = Sample.of(percents);
        node.put("mean_alive_pct", sample.mean()).put("std_alive_pct", sample.populationSd());
        if (products.features().stream().distinct().count() > 1) {
            return;
        }
        int features = products.features().getFirst();
        double alive = 0;
        double dead = 0;
        for (int i = 0; i < heads; i++) {
            for (int j = i + 1; j < heads; j++) {
                BitSet a = products.active().get(products.heads().get(i));
                BitSet b = products.active().get(products.heads().get(j));
                alive += Jaccard.of(a, b);
                dead += Jaccard.of(Jaccard.complement(a, features), Jaccard.complement(b, features));
            }
        }
        int pairs = heads * (heads - 1) / 2;
        node.put("mean_alive_jaccard", alive / pairs).put("mean_dead_jaccard", dead / pairs);
    }

    private void matrix(ObjectNode node, boolean absolute) {
        double[][] mean = new double[heads][heads];
        for (int s = 0; s < products.texts(); s++) {
            for (int i = 0; i < heads; i++) {
                for (int j = 0; j < heads; j++) {
                    double cosine = products.at(s, i, j) / Math.max(products.norm(s, i) * products.norm(s, j), LEAST);
                    mean[i][j] += (absolute ? Math.abs(cosine) : cosine) / products.texts();
                }
            }
        }
        double[] pairs = places.stream().flatMapToDouble(i -> IntStream.range(i + 1, heads).mapToDouble(j -> mean[i][j])).toArray();
        Sample sample = Sample.of(pairs);
        node.put("mean_offdiag", sample.mean()).put("std_offdiag", sample.populationSd())
                .put("min_offdiag", Arrays.stream(pairs).min().orElseThrow()).put("max_offdiag", Arrays.stream(pairs).max().orElseThrow());
        ArrayNode rows = node.putArray("matrix");
        for (double[] row : mean) {
            Arrays.stream(row).forEach(rows.addArray()::add);
        }
    }

    private void coherence(ObjectNode node, List<List<Integer>> subsets) {
        double[] values = subsets.stream().flatMapToDouble(some -> IntStream.range(0, products.texts()).mapToDouble(s ->
                products.normOfSum(s, some) / Math.sqrt(Math.max(products.sumOfSquares(s, some), LEAST)))).toArray();
        Sample sample = Sample.of(values);
        node.put("mean", sample.mean()).put("std", sample.populationSd()).put("n_observations", values.length)
                .put("n_subsets", subsets.size());
    }
}
