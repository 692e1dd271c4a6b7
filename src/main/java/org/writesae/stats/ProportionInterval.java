package org.writesae.stats;

/**
 * 95 % confidence intervals of a proportion, with the rounded normal quantile z = 1.96 that upstream
 * uses (so the intervals of Commons Math, which take the exact quantile, differ in the sixth digit).
 */
public final class ProportionInterval {
    private static final double Z = 1.96;

    private ProportionInterval() {
    }

    /**
     * Wilson's score interval, clamped to [0, 1] (upstream {@code _wilson_ci}).
     *
     * @param successes in [0, n]
     * @param n at least 1
     */
    public static Interval wilson(int successes, int n) {
        double p = proportion(successes, n);
        double widening = 1 + Z * Z / n;
        double centre = (p + Z * Z / (2.0 * n)) / widening;
        double half = Z * Math.sqrt((p * (1 - p) + Z * Z / (4.0 * n)) / n) / widening;
        return clamped(centre - half, centre + half);
    }

    /** Wald's interval p ± z √(p (1 − p) / n), clamped to [0, 1]; the paper's steering intervals are of this kind. */
    public static Interval wald(int successes, int n) {
        double p = proportion(successes, n);
        double half = Z * Math.sqrt(p * (1 - p) / n);
        return clamped(p - half, p + half);
    }

    private static double proportion(int successes, int n) {
        if (n < 1 || successes < 0 || successes > n) {
            throw new IllegalArgumentException(successes + " successes of " + n + " trials");
        }
        return (double) successes / n;
    }

    private static Interval clamped(double low, double high) {
        return new Interval(Math.max(0, low), Math.min(1, high));
    }
}
