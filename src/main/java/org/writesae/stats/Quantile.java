package org.writesae.stats;

import java.util.Arrays;

/**
 * Quantiles by linear interpolation between order statistics, the default of NumPy's {@code quantile}
 * (type 7 of Hyndman and Fan), written out because the last bit depends on how one interpolates.
 */
public final class Quantile {

    private Quantile() {
    }

    /** The q-quantile of n ≥ 1 values in any order; NaN if a value is NaN, as in NumPy. */
    public static double linear(double[] values, double q) {
        return ofSorted(sorted(values), q);
    }

    /** The q-quantile of n ≥ 1 values in ascending order. */
    public static double ofSorted(double[] ascending, double q) {
        if (ascending.length == 0 || !(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("quantile " + q + " of " + ascending.length + " values");
        }
        // NaN sorts last, so one look tells.
        if (Double.isNaN(ascending[ascending.length - 1])) {
            return Double.NaN;
        }
        double place = q * (ascending.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, ascending.length - 1);
        return between(ascending[below], ascending[above], place - below);
    }

    /** The middle value, or the mean of the two middle ones, of n ≥ 1 values (NumPy's {@code median}). */
    public static double median(double[] values) {
        return linear(values, 0.5);
    }

    /** median |x − median(x)|, unscaled. */
    public static double medianAbsoluteDeviation(double[] values) {
        double median = median(values);
        return median(Arrays.stream(values).map(value -> Math.abs(value - median)).toArray());
    }

    private static double[] sorted(double[] values) {
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        return ascending;
    }

    /** Interpolates from the nearer end, as NumPy does; an infinite end wins, as it does in NumPy's median. */
    private static double between(double low, double high, double t) {
        if (low == high || t == 0) {
            return low;
        }
        double gap = high - low;
        if (Double.isInfinite(gap)) {
            return Double.isInfinite(high) ? high : low;
        }
        return t < 0.5 ? low + gap * t : high - gap * (1 - t);
    }
}
