package org.writesae.stats;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * A correlation coefficient of n pairs with the two-sided p value of "none", as {@code scipy.stats.pearsonr} and
 * {@code spearmanr} give it: from t = r √((n−2)/(1−r²)).
 *
 * @param r in [−1, 1]; NaN where a side is constant
 * @param p two-sided
 * @param n pairs
 */
public record Correlation(double r, double p, int n) {

    /** Pearson's r of x and y, both [n], n ≥ 2. */
    public static Correlation pearson(double[] x, double[] y) {
        Moments.requirePairs(x, y, 2);
        double scale = Math.sqrt(Moments.product(x, x) * Moments.product(y, y));
        double r = Math.clamp(Moments.product(x, y) / scale, -1, 1);
        return published(r, x.length);
    }

    /** Spearman's ρ: Pearson's r of the ranks, ties sharing their mean rank. */
    public static Correlation spearman(double[] x, double[] y) {
        Moments.requirePairs(x, y, 2);
        return pearson(Ranks.of(x), Ranks.of(y));
    }

    /** The p value that a printed coefficient of n pairs stands for. */
    public static Correlation published(double r, int n) {
        if (Double.isNaN(r) || n == 2) {
            return new Correlation(r, Double.isNaN(r) ? Double.NaN : 1, n);
        }
        double t = r * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
        return new Correlation(r, StudentT.twoSided(t, n - 2.0), n);
    }

    /** Fisher's interval tanh(artanh r ± z/√(n−3)), as {@code pearsonr(x, y).confidence_interval(level)}. */
    public Interval interval(double level) {
        if (n <= 3) {
            return new Interval(-1, 1);
        }
        double z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(0.5 + level / 2);
        double centre = 0.5 * Math.log((1 + r) / (1 - r));
        double half = z / Math.sqrt(n - 3.0);
        return new Interval(Math.tanh(centre - half), Math.tanh(centre + half));
    }
}
