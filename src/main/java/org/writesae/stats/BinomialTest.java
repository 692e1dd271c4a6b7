package org.writesae.stats;

import org.apache.commons.math3.special.Beta;

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
}
