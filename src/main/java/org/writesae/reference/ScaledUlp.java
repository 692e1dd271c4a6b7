package org.writesae.reference;

import java.util.Locale;

/**
 * The distance of a tensor from the expected one: {@code max|actual − expected|} over the float32 ulp of
 * {@code max|expected|}. One number separates rounding from mistakes by orders of magnitude, where a
 * tolerance per element cannot: an element that nearly cancels has any relative error.
 *
 * <p>NaN and infinities must stand where they are expected; one out of place is an infinite distance.
 *
 * @param value    scaled ULP, 0 or more; infinite where a NaN or an infinity is out of place
 * @param index    the worst element, counted row by row; −1 for an empty tensor
 * @param expected its expected value
 * @param actual   its actual value
 */
public record ScaledUlp(double value, int index, double expected, double actual) {

    /**
     * Compares two tensors of the same shape.
     *
     * @param expected expected values, as wide as they are known
     * @param actual   values found
     * @param float32  whether the values were to be stored as float32: then what is beyond its range is
     *                 expected to be infinite
     * @throws IllegalArgumentException if the lengths differ
     */
    public static ScaledUlp between(double[] expected, double[] actual, boolean float32) {
        if (expected.length != actual.length) {
            throw new IllegalArgumentException(expected.length + " expected values, " + actual.length + " actual ones");
        }
        if (expected.length == 0) {
            return new ScaledUlp(0, -1, 0, 0);
        }
        for (int i = 0; i < expected.length; i++) {
            if (!samePattern(float32 ? (float) expected[i] : expected[i], actual[i])) {
                return new ScaledUlp(Double.POSITIVE_INFINITY, i, expected[i], actual[i]);
            }
        }
        return worst(expected, actual, float32, unit(expected, float32));
    }

    /**
     * What a difference is divided by: the float32 ulp of the largest finite magnitude.
     *
     * @param expected expected values
     * @param float32  whether values beyond the range of float32 are expected to be infinite
     */
    public static double unit(double[] expected, boolean float32) {
        double largest = 0;
        for (double value : expected) {
            if (Double.isFinite(float32 ? (float) value : value)) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return ulp(largest);
    }

    private static ScaledUlp worst(double[] expected, double[] actual, boolean float32, double ulp) {
        int worst = 0;
        double distance = 0;
        for (int i = 0; i < expected.length; i++) {
            boolean finite = Double.isFinite(float32 ? (float) expected[i] : expected[i]);
            double here = finite ? Math.abs(actual[i] - expected[i]) / ulp : 0;
            if (here > distance) {
                worst = i;
                distance = here;
            }
        }
        return new ScaledUlp(distance, worst, expected[worst], actual[worst]);
    }

    /** The float32 ulp at a magnitude; of an all-zero tensor, the smallest float. */
    private static double ulp(double magnitude) {
        return Math.ulp((float) Math.min(magnitude, Float.MAX_VALUE));
    }

    private static boolean samePattern(double expected, double actual) {
        return Double.isFinite(expected) ? Double.isFinite(actual) : Double.compare(expected, actual) == 0;
    }

    /** Decimal and bits of expected and actual value, for a report. */
    public String values() {
        return "expected " + text(expected) + ", actual " + text(actual);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.9g (float %08x, double %016x)", value, Float.floatToIntBits((float) value),
                Double.doubleToLongBits(value));
    }
}
