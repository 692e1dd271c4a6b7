package org.writesae.stats;

import java.util.Arrays;

import org.apache.commons.math3.util.ArithmeticUtils;

/**
 * The Kolmogorov-Smirnov test of two independent samples, two-sided, as {@code scipy.stats.ks_2samp}.
 *
 * @param d largest distance of the two empirical distribution functions
 * @param p two-sided
 * @param exact by counting arrangements, not by the one-sample distribution at n m / (n + m)
 */
public record KolmogorovSmirnov(double d, double p, boolean exact) {
    private static final int LARGEST_EXACT = 10_000;

    /** SciPy's default: exact up to 10,000 values a side. */
    public static KolmogorovSmirnov of(double[] x, double[] y) {
        return Math.max(x.length, y.length) <= LARGEST_EXACT ? exact(x, y) : asymptotic(x, y);
    }

    /** P(D ≥ d) over all arrangements of the pooled sample, each taken as untied. */
    public static KolmogorovSmirnov exact(double[] x, double[] y) {
        double d = distance(x, y);
        return new KolmogorovSmirnov(d, outside(x.length, y.length, d), true);
    }

    /** The distribution of the one-sample statistic for round(n m / (n + m)) values. */
    public static KolmogorovSmirnov asymptotic(double[] x, double[] y) {
        double d = distance(x, y);
        double effective = (double) x.length * y.length / (x.length + y.length);
        return new KolmogorovSmirnov(d, KolmogorovTail.probability(d, (int) Math.rint(effective)), false);
    }

    /** max |F_x − F_y| */
    private static double distance(double[] x, double[] y) {
        if (x.length == 0 || y.length == 0) {
            throw new IllegalArgumentException("a Kolmogorov-Smirnov test of " + x.length + " and " + y.length
                    + " values");
        }
        double[] first = ascending(x);
        double[] second = ascending(y);
        double largest = 0;
        int i = 0;
        int j = 0;
        while (i < first.length && j < second.length) {
            double value = Math.min(first[i], second[j]);
            while (i < first.length && first[i] <= value) {
                i++;
            }
            while (j < second.length && second[j] <= value) {
                j++;
            }
            largest = Math.max(largest, Math.abs((double) i / first.length - (double) j / second.length));
        }
        return largest;
    }

    private static double[] ascending(double[] values) {
        Moments.requireNumbers(values);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * The share of lattice paths from (0, 0) to (n, m) that somewhere have |i/n − j/m| ≥ d. A path to (i, j) came
     * from (i−1, j) with probability i/(i+j); every term is positive, so small shares keep their digits.
     */
    private static double outside(int n, int m, double d) {
        long common = ArithmeticUtils.gcd(n, m);
        long stepI = m / common;
        long stepJ = n / common;
        // In units of 1/lcm(n, m) all distances are integers.
        long bound = Math.round(d * n * stepI);
        double[] share = new double[m + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= m; j++) {
                if (Math.abs(i * stepI - j * stepJ) >= bound) {
                    share[j] = 1;
                } else if (i + j > 0) {
                    share[j] = (i * share[j] + (j == 0 ? 0 : j * share[j - 1])) / (i + j);
                }
            }
        }
        return share[m];
    }
}
