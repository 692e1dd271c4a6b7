package org.writesae.experiment.quality;

import java.util.Arrays;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.sae.WriteSae;
import org.writesae.stats.GiniCoefficient;
import org.writesae.stats.Quantile;
import org.writesae.stats.Sample;

/**
 * How well a dictionary reconstructs each state, and how often each feature fires (upstream's {@code feature_quality.analyze_sae}):
 * the distribution of the errors, the frequencies of the features that fire at all, the mean error of the states that a feature
 * fires at, and the Gini coefficient of the counts.
 */
public final class FeatureQuality {
    /** States that upstream encodes at a time: with BatchTopK they share k a state. */
    static final int BATCH = 512;

    private final WriteSae sae;
    private final double[] errors;
    private final double[] firings;
    private final double[] errorSums;
    private int done;

    /** @param states how many there are */
    public FeatureQuality(WriteSae sae, int states) {
        this.sae = sae;
        this.errors = new double[states];
        this.firings = new double[sae.config().features()];
        this.errorSums = new double[firings.length];
    }

    /** Adds states, [count, d_k, d_v] each; call it with {@value #BATCH} at a time, the last with fewer. */
    public void add(float[] states, int count) {
        int width = sae.config().dIn();
        float[] a = sae.config().batchTopK() ? sae.encodeBatch(states, count) : sae.encode(states, count);
        float[] y = sae.decode(a, count);
        for (int n = 0; n < count; n++) {
            double squares = 0;
            for (int p = n * width; p < (n + 1) * width; p++) {
                double rest = (double) y[p] - states[p];
                squares += rest * rest;
            }
            errors[done] = squares / width;
            for (int i = 0; i < firings.length; i++) {
                if (a[n * firings.length + i] != 0) {
                    firings[i]++;
                    errorSums[i] += errors[done];
                }
            }
            done++;
        }
    }

    /** Upstream's result of one autoencoder. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Sample sample = Sample.of(errors);
        ObjectNode distribution = json.putObject("mse_distribution").put("mean", sample.mean()).put("median", Quantile.median(errors))
                .put("std", sample.populationSd());
        percentiles(distribution, errors, 90, 95, 99);
        distribution.put("max", max(errors)).put("min", min(errors)).put("cv", sample.populationSd() / Math.max(sample.mean(), 1e-12));
        double[] alive = Arrays.stream(firings).filter(count -> count > 0).toArray();
        frequencies(json.putObject("feature_frequency"), alive);
        ObjectNode conditional = json.putObject("conditional_mse");
        if (alive.length > 0) {
            conditional(conditional, alive.length);
        }
        return json.put("gini_coefficient", GiniCoefficient.of(alive)).put("n_samples", errors.length).put("n_features", firings.length)
                .put("k", sae.config().k());
    }

    private void frequencies(ObjectNode json, double[] alive) {
        int dead = firings.length - alive.length;
        json.put("n_alive", alive.length).put("n_dead", dead).put("alive_pct", 100.0 * alive.length / firings.length)
                .put("dead_pct", 100.0 * dead / firings.length);
        double[] shares = Arrays.stream(alive.length == 0 ? new double[1] : alive).map(count -> count / errors.length).toArray();
        json.put("mean_freq", Sample.of(shares).mean()).put("median_freq", Quantile.median(shares))
                .put("std_freq", Sample.of(shares).populationSd()).put("min_freq", min(shares)).put("max_freq", max(shares))
                .put("expected_freq", alive.length == 0 ? 0 : (double) sae.config().k() / alive.length);
    }

    private void conditional(ObjectNode json, int alive) {
        double[] means = new double[alive];
        int n = 0;
        for (int i = 0; i < firings.length; i++) {
            if (firings[i] > 0) {
                means[n++] = errorSums[i] / firings[i];
            }
        }
        json.put("mean", Sample.of(means).mean()).put("median", Quantile.median(means)).put("std", Sample.of(means).populationSd());
        percentiles(json, means, 90, 95);
        json.put("max", max(means));
    }

    private static void percentiles(ObjectNode json, double[] values, int... percents) {
        for (int percent : percents) {
            json.put("p" + percent, Quantile.linear(values, percent / 100.0));
        }
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }
}
