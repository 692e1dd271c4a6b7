package org.writesae.stats;

import java.util.Arrays;

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
        double[] ranks = Ranks.of(sizes(differences));
        double statistic = smallerRankSum(differences, ranks);
        double z = (statistic - n * (n + 1.0) / 4) / spread(ranks);
        double logP = Math.min(0, Math.log(2) + NormalTail.log(-z));
        return new WilcoxonSignedRank(statistic, z, Math.exp(logP), logP / Math.log(10), n);
    }

    /**
     * The two-sided p value by counting all 2ⁿ signs, as {@code scipy.stats.wilcoxon(x, y, method="exact")}: for
     * small samples whose differences are not zero and differ in size.
     */
    public static double exactP(double[] x, double[] y) {
        double[] differences = differences(x, y);
        boolean zero = differences.length == 0 || differences.length < x.length;
        double[] ranks = zero ? differences : Ranks.of(sizes(differences));
        if (zero || Ranks.tieTerm(ranks) > 0) {
            throw new IllegalArgumentException("an exact signed-rank test of zero or tied differences");
        }
        int rankSum = (int) smallerRankSum(differences, ranks);
        return Math.min(1, 2 * lowerTail(differences.length, rankSum));
    }

    private static double smallerRankSum(double[] differences, double[] ranks) {
        double positive = 0;
        double all = 0;
        for (int i = 0; i < ranks.length; i++) {
            positive += differences[i] > 0 ? ranks[i] : 0;
            all += ranks[i];
        }
        return Math.min(positive, all - positive);
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

    private static double[] sizes(double[] differences) {
        double[] sizes = new double[differences.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(differences[i]);
        }
        return sizes;
    }

    /** √((n (n+1) (2n+1) − Σ (t³ − t) / 2) / 24), t running over groups of tied ranks. */
    private static double spread(double[] ranks) {
        double n = ranks.length;
        return Math.sqrt((n * (n + 1) * (2 * n + 1) - Ranks.tieTerm(ranks) / 2) / 24);
    }

    /**
     * P(W ≤ rank sum), W the sum of the ranks 1 … n that a fair coin keeps. Rank by rank, every term positive,
     * so that small probabilities keep their digits.
     */
    private static double lowerTail(int n, int rankSum) {
        int all = n * (n + 1) / 2;
        double[] probability = new double[all + 1];
        probability[0] = 1;
        int reached = 0;
        for (int rank = 1; rank <= n; rank++) {
            reached += rank;
            for (int sum = reached; sum >= 0; sum--) {
                double kept = sum >= rank ? probability[sum - rank] : 0;
                probability[sum] = (probability[sum] + kept) / 2;
            }
        }
        return Arrays.stream(probability, 0, rankSum + 1).sum();
    }
}
