package org.writesae.stats;

import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;

/**
 * The upper tail of Kolmogorov's one-sample statistic. Where the tail is small it is twice the one-sided tail of
 * Smirnov (Miller 1956; the error is below the last digits there), elsewhere one minus the distribution function.
 */
final class KolmogorovTail {
    private static final int SMALL = 140;
    private static final double TAIL_OF_SMALL = 4;
    private static final double TAIL_OF_LARGE = 2.2;

    private KolmogorovTail() {
    }

    /** P(D_n ≥ d) */
    static double probability(double d, int n) {
        if (d >= 1) {
            return 0;
        }
        if (n * d <= 0.5) {
            return 1;
        }
        double far = n <= SMALL ? TAIL_OF_SMALL : TAIL_OF_LARGE;
        if (d >= 0.5 || n * d * d > far) {
            return Math.min(1, 2 * oneSided(d, n));
        }
        return 1 - new KolmogorovSmirnovTest().cdf(d, n);
    }

    /** d Σ_j C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j) over j with d + j/n ≤ 1, term by term as logarithms. */
    private static double oneSided(double d, int n) {
        double sum = 0;
        for (int j = 0; j <= n * (1 - d); j++) {
            double above = d + (double) j / n;
            double rest = 1 - above;
            double log = logChoose(n, j) + (j - 1) * Math.log(above) + (j == n ? 0 : (n - j) * Math.log(rest));
            sum += rest <= 0 && j < n ? 0 : Math.exp(log);
        }
        return d * sum;
    }

    private static double logChoose(int n, int j) {
        return Gamma.logGamma(n + 1.0) - Gamma.logGamma(j + 1.0) - Gamma.logGamma(n - j + 1.0);
    }
}
