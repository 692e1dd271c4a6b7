package org.writesae.stats;

import org.apache.commons.math3.special.Erf;

/** The upper tail of the standard normal distribution, as a logarithm: at z = 40 the tail is 10⁻³⁵⁰. */
public final class NormalTail {
    private static final double FAR = 4;
    private static final int TERMS = 120;

    private NormalTail() {
    }

    /** ln P(Z > z), for z ≥ 0, to about 1e-14 relative. */
    public static double log(double z) {
        if (z < FAR) {
            return Math.log(0.5 * Erf.erfc(z / Math.sqrt(2)));
        }
        return -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - Math.log(inverseMills(z));
    }

    /** φ(z) / P(Z > z) by Laplace's continued fraction z + 1/(z + 2/(z + 3/(z + …))). */
    private static double inverseMills(double z) {
        double fraction = z;
        for (int term = TERMS; term >= 1; term--) {
            fraction = z + term / fraction;
        }
        return fraction;
    }
}
