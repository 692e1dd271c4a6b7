package org.writesae.reference.conformance;

import org.writesae.reference.ScaledUlp;

/**
 * The unit of distances: the float32 ulp of the largest value of a tensor (scaled ULP), or of each element.
 *
 * @param tensorUnit ulp of the largest value; NaN where each element has its own
 * @param float32    whether what is expected is to be stored as float32, beyond whose range it is infinite
 */
public record Yardstick(double tensorUnit, boolean float32) {

    static Yardstick ofTensor(double[] expected, boolean float32) {
        return new Yardstick(ScaledUlp.unit(expected, float32), float32);
    }

    static Yardstick ofElements(boolean float32) {
        return new Yardstick(Double.NaN, float32);
    }

    /** Whether each element has its own unit. */
    public boolean ofElements() {
        return Double.isNaN(tensorUnit);
    }

    Yardstick rescaled(double[] expected) {
        return ofElements() ? this : ofTensor(expected, float32);
    }

    /** The unit at an expected value. */
    double unit(double expected) {
        if (!ofElements()) {
            return tensorUnit;
        }
        if (float32) {
            return Math.ulp((float) Math.clamp(expected, -Float.MAX_VALUE, Float.MAX_VALUE));
        }
        // Wide values have the range of double: 24 bits at whatever size.
        return Math.scalb(1.0, Math.max(Math.getExponent(expected), Double.MIN_EXPONENT) - 23);
    }

    /** Distance of a value from the expected one; infinite where a NaN or an infinity is out of place. */
    double distance(double expected, double actual) {
        double stored = float32 ? (float) expected : expected;
        if (!Double.isFinite(stored)) {
            return Double.compare(stored, actual) == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        return Double.isFinite(actual) ? Math.abs(actual - expected) / unit(expected) : Double.POSITIVE_INFINITY;
    }
}
