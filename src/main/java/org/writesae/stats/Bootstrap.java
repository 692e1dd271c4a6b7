package org.writesae.stats;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The percentile bootstrap of a statistic of one sample. Resamples are those of
 * {@code RandomState(seed).choice(values, size=len(values), replace=True)}, one after the other, which is how
 * upstream's steering scripts draw them.
 *
 * @param observed the statistic of the sample itself
 * @param interval the 2.5 % and 97.5 % quantiles over the resamples
 * @param p twice the share of resamples on the other side of zero, at most 1, as upstream computes it
 */
public record Bootstrap(double observed, Interval interval, double p) {

    /** Of the mean. */
    public static Bootstrap mean(double[] values, int resamples, int seed) {
        return of(values, Moments::mean, resamples, new NumpyRandom(seed));
    }

    /** Of the median. */
    public static Bootstrap median(double[] values, int resamples, int seed) {
        return of(values, Quantile::median, resamples, new NumpyRandom(seed));
    }

    /** Of any statistic, from a generator that may have been used before. */
    public static Bootstrap of(double[] values, ToDoubleFunction<double[]> statistic, int resamples,
            NumpyRandom random) {
        if (values.length == 0 || resamples < 1) {
            throw new IllegalArgumentException(resamples + " resamples of " + values.length + " values");
        }
        Moments.requireNumbers(values);
        double observed = statistic.applyAsDouble(values);
        double[] found = new double[resamples];
        double[] resample = new double[values.length];
        for (int r = 0; r < resamples; r++) {
            for (int i = 0; i < resample.length; i++) {
                resample[i] = values[random.below(values.length)];
            }
            found[r] = statistic.applyAsDouble(resample);
        }
        long across = Arrays.stream(found).filter(value -> observed >= 0 ? value < 0 : value > 0).count();
        Arrays.sort(found);
        Interval interval = new Interval(Quantile.ofSorted(found, 0.025), Quantile.ofSorted(found, 0.975));
        return new Bootstrap(observed, interval, Math.min(1, 2.0 * across / resamples));
    }
}
