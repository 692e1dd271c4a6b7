package org.writesae.stats;

import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;

/** Exact tests of a share against one half, by the tail of the binomial distribution. */
public final class BinomialTest {

    private BinomialTest() {
    }

    /** P(X ≤ successes) of n trials with probability one half; small tails keep their digits. */
    public static double atMost(int successes, int n) {
        if (n < 1 || successes < 0 || successes > n) {
            throw new IllegalArgumentException(successes + " successes of " + n + " trials");
        }
        return successes == n ? 1 : Beta.regularizedBeta(0.5, n - (double) successes, successes + 1.0);
    }

    /** The two-sided p value, {@code scipy.stats.binomtest(successes, n, 0.5).pvalue}. */
    public static double twoSided(int successes, int n) {
        return Math.min(1, 2 * atMost(Math.min(successes, n - successes), n));
    }

    /** log10 of the two-sided p value, which does not underflow. */
    public static double log10TwoSided(int successes, int n) {
        int fewer = Math.min(successes, n - successes);
        double p = twoSided(successes, n);
        if (p > Double.MIN_NORMAL) {
            return Math.log10(p);
        }
        // The largest term, C(n, fewer) / 2^n, times the sum of the terms below it in units of it.
        double largest = Gamma.logGamma(n + 1.0) - Gamma.logGamma(fewer + 1.0) - Gamma.logGamma(n - fewer + 1.0);
        double sum = 0;
        double term = 1;
        for (int k = fewer; k >= 0 && term > 1e-18; k--) {
            sum += term;
            term *= k / (n - k + 1.0);
        }
        return (Math.log(2) + largest - n * Math.log(2) + Math.log(sum)) / Math.log(10);
    }
}
