package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.sae.TrainingDraws;
import org.writesae.stats.DenseSamples;
import org.writesae.stats.NonNegativeFactors;
import org.writesae.stats.PrincipalComponents;
import org.writesae.torch.TorchGenerator;

/**
 * How well principal components reconstruct held-out states (E15, upstream's {@code analysis/baselines.py}), for
 * comparison with the validation error of autoencoders: same split (seed 42), fitted on the training part, error on the
 * validation part. Upstream works in float32 and, on large data, with a random approximation of the components; here they
 * are exact and in double. Its second baseline, non-negative factors of max(0, x) compared with x, takes far longer.
 *
 * @param errors      mean squared error by number of components
 * @param nonNegative the same of non-negative factors; empty where they were not asked for
 * @param fitSeconds  time of the fit of the components
 * @param facts       of all states, by upstream's names
 */
public record StateComponents(Map<Integer, Double> errors, Map<Integer, Double> nonNegative, double fitSeconds, Map<String, Number> facts) {
    /** Upstream's numbers of components. */
    public static final List<Integer> COUNTS = List.of(1, 2, 4, 8, 16, 32, 64, 128);
    /** Upstream's seed of the split, whatever the autoencoder's was. */
    private static final int SEED = 42;

    /**
     * @param states     [N, d_k, d_v]
     * @param counts     rising; those above the number of training states or of elements are left out
     * @param mostSamples most training states to fit; 0 for all
     * @param factors     non-negative factors too
     * @throws InputException if there are too few states, or one is not finite
     */
    public static StateComponents of(Tensor states, List<Integer> counts, int mostSamples, boolean factors) {
        if (states.rank() != 3 || states.shape(0) < 4) {
            throw new InputException(states.where() + ": shape " + states.shapeText() + ", at least 4 states [N, d_k, d_v]"
                    + " were expected");
        }
        states.requireFinite();
        TrainingDraws split = new TrainingDraws(SEED, Math.toIntExact(states.shape(0)));
        DenseSamples train = rows(states, capped(split.train(), mostSamples));
        int[] ks = counts.stream().mapToInt(k -> k).filter(k -> k <= Math.min(train.width(), train.count())).toArray();
        if (ks.length == 0) {
            throw new InputException(states.where() + ": " + train.count() + " states to fit " + counts + " components");
        }
        long start = System.nanoTime();
        PrincipalComponents components = PrincipalComponents.fit(train, ks[ks.length - 1]);
        double seconds = (System.nanoTime() - start) / 1e9;
        DenseSamples validation = rows(states, split.validation());
        double[] errors = components.errors(validation, ks);
        Map<Integer, Double> byCount = new LinkedHashMap<>();
        for (int q = 0; q < ks.length; q++) {
            byCount.put(ks[q], errors[q]);
        }
        return new StateComponents(byCount, factors ? factors(train, validation, ks) : Map.of(), seconds, facts(states));
    }

    private static Map<Integer, Double> factors(DenseSamples train, DenseSamples validation, int[] ks) {
        DenseSamples fitted = nonNegative(train);
        DenseSamples held = nonNegative(validation);
        Map<Integer, Double> byCount = new LinkedHashMap<>();
        for (int k : ks) {
            byCount.put(k, NonNegativeFactors.fit(fitted, k).error(held, validation));
        }
        return byCount;
    }

    /** max(0, x). */
    private static DenseSamples nonNegative(DenseSamples samples) {
        List<float[]> rows = new ArrayList<>();
        double[] x = new double[samples.width()];
        for (int i = 0; i < samples.count(); i++) {
            samples.copy(i, x);
            float[] row = new float[x.length];
            for (int p = 0; p < x.length; p++) {
                row[p] = (float) Math.max(0, x[p]);
            }
            rows.add(row);
        }
        return new DenseSamples(rows);
    }

    /** Upstream's result: {pca: {k: mse, fit_time_s}, nmf: {k: mse}, data_stats}; nmf only where it was asked for. */
    public ObjectNode json() {
        ObjectNode result = new JsonMapper().createObjectNode();
        ObjectNode pca = result.putObject("pca");
        errors.forEach((k, error) -> pca.put(k.toString(), error));
        pca.put("fit_time_s", Math.round(fitSeconds * 100) / 100.0);
        if (!nonNegative.isEmpty()) {
            ObjectNode nmf = result.putObject("nmf");
            nonNegative.forEach((k, error) -> nmf.put(k.toString(), error));
        }
        ObjectNode stats = result.putObject("data_stats");
        facts.forEach((name, value) -> {
            if (value instanceof Integer whole) {
                stats.put(name, whole);
            } else {
                stats.put(name, value.doubleValue());
            }
        });
        return result;
    }

    /** {@code select_sample_indices}: a random choice by the same seed, in rising order. */
    private static int[] capped(int[] train, int most) {
        if (most <= 0 || train.length <= most) {
            return train;
        }
        int[] chosen = Arrays.copyOf(new TorchGenerator(SEED).randperm(train.length), most);
        Arrays.sort(chosen);
        return Arrays.stream(chosen).map(i -> train[i]).toArray();
    }

    private static DenseSamples rows(Tensor states, int[] indices) {
        int width = Math.toIntExact(Math.multiplyExact(states.shape(1), states.shape(2)));
        List<float[]> rows = new ArrayList<>();
        for (int index : indices) {
            float[] row = new float[width];
            states.copyFloats((long) index * width, row, 0, width);
            rows.add(row);
        }
        return new DenseSamples(rows);
    }

    private static Map<String, Number> facts(Tensor states) {
        int count = (int) states.shape(0);
        double[] row = new double[Math.toIntExact(states.size() / count)];
        double norms = 0;
        double sum = 0;
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        long negative = 0;
        for (int i = 0; i < count; i++) {
            states.copyDoubles((long) i * row.length, row, 0, row.length);
            double square = 0;
            for (double x : row) {
                sum += x;
                square += x * x;
                least = Math.min(least, x);
                most = Math.max(most, x);
                negative += x < 0 ? 1 : 0;
            }
            squares += square;
            norms += Math.sqrt(square);
        }
        double mean = sum / states.size();
        Map<String, Number> facts = new LinkedHashMap<>();
        facts.put("n_samples", count);
        facts.put("d_k", (int) states.shape(1));
        facts.put("d_v", (int) states.shape(2));
        facts.put("d_in", row.length);
        facts.put("mean_norm", norms / count);
        facts.put("total_variance", squares / states.size() - mean * mean);
        facts.put("min_value", least);
        facts.put("max_value", most);
        facts.put("fraction_negative", (double) negative / states.size());
        return facts;
    }
}
