package org.writesae.stats;

import org.apache.commons.math3.special.Erf;

/**
 * The Mann-Whitney test of two independent samples, as {@code scipy.stats.mannwhitneyu}.
 *
 * @param u pairs with x &gt; y, ties counting one half
 * @param p two-sided, but of {@link #greater}
 * @param exact by counting all arrangements, not by the normal approximation
 */
public record MannWhitneyU(double u, double p, boolean exact) {
    private static final int SMALL = 8;
    private static final double CONTINUITY = 0.5;

    /** SciPy's default: exact where the smaller sample has at most 8 values and nothing is tied. */
    public static MannWhitneyU of(double[] x, double[] y) {
        boolean small = Math.min(x.length, y.length) <= SMALL;
        return small && Ranks.tieTerm(pooledRanks(x, y)) == 0 ? exact(x, y) : asymptotic(x, y);
    }

    /** One-sided, whether x tends to be larger: {@code alternative="greater"}. By the same method as {@link #of}. */
    public static MannWhitneyU greater(double[] x, double[] y) {
        double[] ranks = pooledRanks(x, y);
        double u = statistic(x, ranks);
        double tieTerm = Ranks.tieTerm(ranks);
        if (Math.min(x.length, y.length) <= SMALL && tieTerm == 0) {
            int limit = (int) ((double) x.length * y.length - u);
            return new MannWhitneyU(u, Math.min(1, lowerTail(Math.max(x.length, y.length), Math.min(x.length, y.length), limit)), true);
        }
        return new MannWhitneyU(u, upperTail(z(u, x.length, y.length, tieTerm, CONTINUITY)), false);
    }

    /** By counting all arrangements of the pooled sample, which assumes that nothing is tied. */
    public static MannWhitneyU exact(double[] x, double[] y) {
        double u = statistic(x, pooledRanks(x, y));
        double pairs = (double) x.length * y.length;
        // The distribution is symmetric, P(U ≥ larger) = P(U ≤ n m − larger), and that of y against x is the same.
        int limit = (int) (pairs - Math.floor(Math.max(u, pairs - u)));
        double tail = lowerTail(Math.max(x.length, y.length), Math.min(x.length, y.length), limit);
        return new MannWhitneyU(u, Math.min(1, 2 * tail), true);
    }

    /** Normal approximation with tie correction and continuity correction. */
    public static MannWhitneyU asymptotic(double[] x, double[] y) {
        double[] ranks = pooledRanks(x, y);
        double u = statistic(x, ranks);
        return new MannWhitneyU(u, normal(u, x.length, y.length, Ranks.tieTerm(ranks), CONTINUITY), false);
    }

    /**
     * What a published Cliff's δ of n and m values implies if nothing was tied: U = n m (1 + δ) / 2 and the normal
     * approximation without continuity correction, since a rounded δ gives no whole U.
     */
    public static MannWhitneyU ofDelta(double delta, int n, int m) {
        double u = (double) n * m * (1 + delta) / 2;
        return new MannWhitneyU(u, normal(u, n, m, 0, 0), false);
    }

    private static double[] pooledRanks(double[] x, double[] y) {
        if (x.length == 0 || y.length == 0) {
            throw new IllegalArgumentException("a Mann-Whitney test of " + x.length + " and " + y.length + " values");
        }
        double[] pooled = new double[x.length + y.length];
        System.arraycopy(x, 0, pooled, 0, x.length);
        System.arraycopy(y, 0, pooled, x.length, y.length);
        return Ranks.of(pooled);
    }

    private static double statistic(double[] x, double[] ranks) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += ranks[i];
        }
        return sum - x.length * (x.length + 1.0) / 2;
    }

    private static double normal(double u, double n, double m, double tieTerm, double continuity) {
        return Math.min(1, 2 * upperTail(z(Math.max(u, n * m - u), n, m, tieTerm, continuity)));
    }

    private static double z(double u, double n, double m, double tieTerm, double continuity) {
        double all = n + m;
        double spread = Math.sqrt(n * m / 12 * (all + 1 - tieTerm / (all * (all - 1))));
        return (u - n * m / 2 - continuity) / spread;
    }

    private static double upperTail(double z) {
        return z < 0 ? Erf.erfc(z / Math.sqrt(2)) / 2 : Math.exp(NormalTail.log(z));
    }

    /**
     * P(U ≤ limit) of n and m untied values. With i and j values placed, the last one is of the first sample with
     * probability i/(i+j) and then exceeds all j of the second. Every term is positive, so nothing cancels. What is
     * held grows with m, so n is the larger.
     */
    private static double lowerTail(int n, int m, int limit) {
        double[][] atZero = new double[m + 1][limit + 1];
        for (double[] distribution : atZero) {
            distribution[0] = 1;
        }
        double[][] below = atZero;
        for (int i = 1; i <= n; i++) {
            double[][] row = new double[m + 1][limit + 1];
            row[0][0] = 1;
            for (int j = 1; j <= m; j++) {
                place(row[j], row[j - 1], below[j], i, j);
            }
            below = row;
        }
        double tail = 0;
        for (double probability : below[m]) {
            tail += probability;
        }
        return tail;
    }

    private static void place(double[] target, double[] secondLast, double[] firstLast, int i, int j) {
        double first = (double) i / (i + j);
        double second = (double) j / (i + j);
        for (int u = 0; u < target.length; u++) {
            target[u] = second * secondLast[u] + (u >= j ? first * firstLast[u - j] : 0);
        }
    }
}
