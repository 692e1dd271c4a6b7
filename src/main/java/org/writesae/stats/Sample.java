package org.writesae.stats;

/**
 * Mean and spread of a sample.
 *
 * @param n values
 * @param mean their mean
 * @param sd standard deviation with n − 1 in the denominator; NaN for one value
 */
public record Sample(int n, double mean, double sd) {

    /** Describes n ≥ 1 values. */
    public static Sample of(double[] values) {
        int n = values.length;
        return new Sample(n, Moments.mean(values), Math.sqrt(Moments.product(values, values) / (n - 1)));
    }

    /** The standard deviation with n in the denominator, the default of NumPy's {@code std}. */
    public double populationSd() {
        return n == 1 ? 0 : sd * Math.sqrt((n - 1.0) / n);
    }

    /** sd / √n, the standard error of the mean. */
    public double standardError() {
        return sd / Math.sqrt(n);
    }

    /** mean ± t sd/√n, Student's interval of the mean; level is 0.95 for example. */
    public Interval interval(double level) {
        double half = StudentT.centralQuantile(level, n - 1.0) * standardError();
        return new Interval(mean - half, mean + half);
    }
}
