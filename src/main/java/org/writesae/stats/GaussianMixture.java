package org.writesae.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mixture of normal distributions on the line, fitted by expectation maximisation with the updates of
 * {@code sklearn.mixture.GaussianMixture}: variances get {@value #FLOOR} added, and a run ends when the mean
 * log-likelihood changes by less than {@value #SETTLED}. Where scikit-learn starts at random, this starts from every
 * cut of the sorted sample at its tenths and keeps the likeliest fit, so a sample has one answer.
 *
 * @param weights [k], sum 1; components in ascending order of their means
 * @param means [k]
 * @param variances [k]
 * @param logLikelihood of the whole sample
 * @param n values
 */
public record GaussianMixture(List<Double> weights, List<Double> means, List<Double> variances, double logLikelihood,
        int n) {
    static final double FLOOR = 1e-6;
    static final double SETTLED = 1e-9;
    private static final int ITERATIONS = 10_000;
    private static final int CUTS = 10;

    /** The likeliest fit of k ≥ 1 components to a sample of at least 10 k values. */
    public static GaussianMixture fit(double[] values, int k) {
        if (k < 1 || values.length < CUTS * k) {
            throw new IllegalArgumentException(k + " components for " + values.length + " values");
        }
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        GaussianMixture best = null;
        for (int[] cuts : cuts(k)) {
            GaussianMixture fit = fitFrom(ascending, cuts);
            best = best == null || fit.logLikelihood > best.logLikelihood ? fit : best;
        }
        return best;
    }

    /** One run. {@code cuts} [k − 1] are the tenths of the sorted sample at which the first groups are split. */
    private static GaussianMixture fitFrom(double[] ascending, int[] cuts) {
        MixtureEstimate estimate = new MixtureEstimate(ascending, FLOOR);
        estimate.start(bounds(ascending.length, cuts));
        double before = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < ITERATIONS; i++) {
            double now = estimate.step();
            if (Math.abs(now - before) < SETTLED) {
                break;
            }
            before = now;
        }
        return new GaussianMixture(boxed(estimate.weights()), boxed(estimate.means()), boxed(estimate.variances()),
                estimate.meanLogLikelihood() * ascending.length, ascending.length).sorted();
    }

    /** All ways to choose k − 1 of the nine inner tenths. */
    private static List<int[]> cuts(int k) {
        List<int[]> found = List.of(new int[0]);
        for (int i = 1; i < k; i++) {
            List<int[]> longer = new ArrayList<>();
            for (int[] cuts : found) {
                for (int next = cuts.length == 0 ? 1 : cuts[cuts.length - 1] + 1; next < CUTS; next++) {
                    int[] extended = Arrays.copyOf(cuts, i);
                    extended[i - 1] = next;
                    longer.add(extended);
                }
            }
            found = longer;
        }
        return found;
    }

    private static int[] bounds(int n, int[] cuts) {
        int[] bounds = new int[cuts.length + 2];
        for (int i = 0; i < cuts.length; i++) {
            bounds[i + 1] = (int) ((long) n * cuts[i] / CUTS);
        }
        bounds[bounds.length - 1] = n;
        return bounds;
    }

    private GaussianMixture sorted() {
        Integer[] order = new Integer[means.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(means.get(a), means.get(b)));
        return new GaussianMixture(arranged(weights, order), arranged(means, order), arranged(variances, order),
                logLikelihood, n);
    }

    /** −2 log L + (3 k − 1) log n: the lower, the better. */
    public double bic() {
        return -2 * logLikelihood + (3 * means.size() - 1) * Math.log(n);
    }

    private static List<Double> arranged(List<Double> values, Integer[] order) {
        return Arrays.stream(order).map(values::get).toList();
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
