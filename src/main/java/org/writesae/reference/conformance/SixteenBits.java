package org.writesae.reference.conformance;

import java.util.function.DoubleUnaryOperator;

/** Types of 16 bits that float32 values may have been rounded to. */
enum SixteenBits {
    BFLOAT16("bfloat16", 8, x -> Float.intBitsToFloat(upperHalf((float) x))),
    FLOAT16("float16", 11, x -> Float.float16ToFloat(Float.floatToFloat16((float) x)));

    private final String text;
    private final int bits;
    private final DoubleUnaryOperator rounding;

    SixteenBits(String text, int bits, DoubleUnaryOperator rounding) {
        this.text = text;
        this.bits = bits;
        this.rounding = rounding;
    }

    String text() {
        return text;
    }

    /** The nearest number of this type; ties go to even. */
    double round(double value) {
        return rounding.applyAsDouble(value);
    }

    boolean holds(double value) {
        return Double.isNaN(value) || round(value) == value;
    }

    /** Distance of neighbouring numbers at a value. */
    double unit(double value) {
        return Math.scalb(1.0, Math.getExponent(value) - bits + 1);
    }

    /** bfloat16 is the upper half of a float32. */
    private static int upperHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000;
    }
}
