package org.writesae.stats;

import java.util.Arrays;

import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Wilcoxon's signed-rank test of paired values, two-sided, by the normal approximation with tie
 * correction and without continuity correction; pairs without a difference are left out. The same as
 * {@code scipy.stats.wilcoxon(x, y, zero_method="wilcox", correction=False, method="asymptotic")}.
 *
 * @param statistic the smaller of the two rank sums
 * @param z the standardised statistic, never above 0
 * @param p two-sided; 0 where it is below the smallest double
 * @param log10P the same as a logarithm, which does not underflow
 * @param pairs pairs that differ
 */
public record WilcoxonSignedRank(double statistic, double z, double p, double log10P, int pairs) {

    /**
     * Tests x against y, both [n]. Without any difference there is nothing to test: z is 0 and p is 1
     * (SciPy gives NaN there).
     */
    public static WilcoxonSignedRank of(double[] x, double[] y) {
        double[] differences = differences(x, y);
        int n = differences.length;
        if (n == 0) {
            return new WilcoxonSignedRank(0, 0, 1, 0, 0);
        }
        double[] ranks = ranksOfSizes(differences);
        double positive = 0;
        for (int i = 0; i < n; i++) {
            positive += differences[i] > 0 ? ranks[i] : 0;
        }
        double all = n * (n + 1.0) / 2;
        double statistic = Math.min(positive, all - positive);
        double z = (statistic - all / 2) / spread(ranks);
        double logP = Math.min(0, Math.log(2) + NormalTail.log(-z));
        return new WilcoxonSignedRank(statistic, z, Math.exp(logP), logP / Math.log(10), n);
    }

    private static double[] differences(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(x.length + " values paired with " + y.length);
        }
        double[] differences = new double[x.length];
        int n = 0;
        for (int i = 0; i < x.length; i++) {
            double difference = x[i] - y[i];
            if (difference != 0) {
                differences[n++] = difference;
            }
        }
        return Arrays.copyOf(differences, n);
    }

    private static double[] ranksOfSizes(double[] differences) {
        double[] sizes = new double[differences.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(differences[i]);
        }
        return new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(sizes);
    }

    /** √((n (n+1) (2n+1) − Σ (t³ − t) / 2) / 24), t running over groups of tied ranks. */
    private static double spread(double[] ranks) {
        double[] sorted = ranks.clone();
        Arrays.sort(sorted);
        double n = sorted.length;
        double correction = 0;
        int start = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[start]) {
                double tied = i - start;
                correction += tied * tied * tied - tied;
                start = i;
            }
        }
        return Math.sqrt((n * (n + 1) * (2 * n + 1) - correction / 2) / 24);
    }
}
