package org.writesae.stats;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/** Means and sums of centred products: two passes, the second over differences from the mean. */
final class Moments {

    private Moments() {
    }

    /** Never outside the values, as a rounded sum can be: equal values have themselves as mean and no spread at all. */
    static double mean(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("the mean of no values");
        }
        DoubleSummaryStatistics statistics = Arrays.stream(values).summaryStatistics();
        return Math.max(statistics.getMin(), Math.min(statistics.getMax(), statistics.getSum() / values.length));
    }

    /** Σ (x − x̄)(y − ȳ) */
    static double product(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - meanX) * (y[i] - meanY);
        }
        return sum;
    }

    /** Σ (x − x̄)^power */
    static double centredPower(double[] values, int power) {
        double mean = mean(values);
        return Arrays.stream(values).map(value -> Math.pow(value - mean, power)).sum();
    }

    /** A comparison with NaN is false, which a test that counts would take for an answer. */
    static void requireNumbers(double[] values) {
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("NaN among " + values.length + " values");
        }
    }

    static void requirePairs(double[] x, double[] y, int least) {
        if (x.length != y.length || x.length < least) {
            throw new IllegalArgumentException(x.length + " values paired with " + y.length + ", at least " + least
                    + " pairs are needed");
        }
    }
}
