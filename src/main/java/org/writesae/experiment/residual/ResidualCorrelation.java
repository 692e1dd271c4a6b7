package org.writesae.experiment.residual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Quantile;
import org.writesae.stats.Sample;

/**
 * Cosines of residuals over a sample of texts, how far residuals of different heads cancel (‖Σr‖ / Σ‖r‖: 1 for none, 1/√H for
 * independent ones), and their principal components (upstream's {@code run_residual_correlation.py}).
 */
final class ResidualCorrelation {
    private static final double LEAST = 1e-8;

    private final ResidualProducts products;
    private final int[] sample;
    private final int heads;

    /** @param sample texts taken, in rising order */
    ResidualCorrelation(ResidualProducts products, int[] sample) {
        this.products = products;
        this.sample = sample;
        this.heads = products.heads().size();
    }

    /** @param components variance explained, of all heads and of each, as {@link ResidualComponents} gives it */
    void report(ObjectNode node, JsonNode components) {
        cosines(node.putObject("pairwise_cosine"));
        ObjectNode perHead = node.putObject("per_head");
        for (int i = 0; i < heads; i++) {
            int place = i;
            Sample norms = Sample.of(Arrays.stream(sample).mapToDouble(s -> products.norm(s, place)).toArray());
            double squares = Arrays.stream(sample).mapToDouble(s -> products.at(s, place, place)).sum();
            ObjectNode one = perHead.putObject(products.heads().get(i).toString())
                    .put("mse", squares / sample.length / products.size()).put("mean_frobenius_norm", norms.mean());
            if (sample.length > 1) {
                one.put("std_frobenius_norm", norms.sd());
            }
        }
        node.set("stacked_pca_variance_explained", components.get("stacked"));
        node.set("per_head_pca_variance_explained", components.get("per_head"));
        cancellation(node);
        ArrayNode used = node.putArray("heads_used");
        products.heads().forEach(used::add);
    }

    private void cosines(ObjectNode node) {
        double[][] matrix = new double[heads][heads];
        List<Double> pairs = new ArrayList<>();
        ObjectNode named = node.objectNode();
        for (int i = 0; i < heads; i++) {
            matrix[i][i] = 1;
            for (int j = i + 1; j < heads; j++) {
                double mean = 0;
                for (int s : sample) {
                    mean += products.at(s, i, j) / Math.max(products.norm(s, i), LEAST) / Math.max(products.norm(s, j), LEAST)
                            / sample.length;
                }
                matrix[i][j] = mean;
                matrix[j][i] = mean;
                pairs.add(mean);
                named.put(products.heads().get(i) + "-" + products.heads().get(j), mean);
            }
        }
        double[] values = pairs.stream().mapToDouble(Double::doubleValue).toArray();
        Sample summary = Sample.of(values);
        node.put("mean", summary.mean()).put("std", summary.populationSd()).put("median", Quantile.median(values))
                .put("min", Arrays.stream(values).min().orElseThrow()).put("max", Arrays.stream(values).max().orElseThrow())
                .put("n_pairs", values.length).set("all_pairs", named);
        ArrayNode rows = node.putArray("matrix");
        for (double[] row : matrix) {
            Arrays.stream(row).forEach(rows.addArray()::add);
        }
    }

    private void cancellation(ObjectNode node) {
        List<Integer> places = IntStream.range(0, heads).boxed().toList();
        double ratio = 0;
        double together = 0;
        double apart = 0;
        for (int s : sample) {
            double sum = products.normOfSum(s, places);
            double norms = places.stream().mapToDouble(i -> products.norm(s, i)).sum();
            ratio += sum / Math.max(norms, LEAST) / sample.length;
            together += sum / sample.length;
            apart += norms / sample.length;
        }
        node.put("cancellation_ratio", ratio).put("norm_of_sum_mean", together).put("sum_of_norms_mean", apart);
    }
}
