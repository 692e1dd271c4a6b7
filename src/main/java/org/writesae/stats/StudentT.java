package org.writesae.stats;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Beta;

/** Student's t distribution: tails and quantiles, to about 1e-14 relative, and for many degrees of freedom df · 1e-15. */
public final class StudentT {
    /** The solver of Commons Math stops at this width of the bracket, so it has to be the last bit. */
    private static final double QUANTILE_WIDTH = 1e-16;

    private StudentT() {
    }

    /** P(|T| > |t|) with df > 0 degrees of freedom; far tails keep their digits. */
    public static double twoSided(double t, double df) {
        if (!(df > 0)) {
            throw new IllegalArgumentException(df + " degrees of freedom");
        }
        if (Double.isNaN(t) || Double.isInfinite(t)) {
            return Double.isNaN(t) ? Double.NaN : 0;
        }
        // Of x and 1 − x the smaller is passed on, since it would lose its digits as a difference from 1.
        return t * t < 1 ? 1 - Beta.regularizedBeta(t * t / (df + t * t), 0.5, df / 2)
                : Beta.regularizedBeta(df / (df + t * t), df / 2, 0.5);
    }

    /** P(T > t), as {@code scipy.stats.t.sf}. */
    public static double upper(double t, double df) {
        double half = twoSided(t, df) / 2;
        return t < 0 ? 1 - half : half;
    }

    /** The t that P(|T| ≤ t) = level, for example 2.02 for 0.95 and 39 degrees of freedom. */
    public static double centralQuantile(double level, double df) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level " + level);
        }
        return -new TDistribution(null, df, QUANTILE_WIDTH).inverseCumulativeProbability((1 - level) / 2);
    }
}
