package org.writesae.reference.conformance;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** Sees values that were rounded to a type of 16 bits. */
final class Rounding {
    /** Half a unit in the last place, and a little for the float32 value that was rounded. */
    private static final double HALF = 0.51;

    /** Types of 16 bits: name, bits of the significand, how a number is rounded to it. */
    private enum Type {
        BFLOAT16("bfloat16", 8, x -> Float.intBitsToFloat(roundedToUpperHalf((float) x))),
        FLOAT16("float16", 11, x -> Float.float16ToFloat(Float.floatToFloat16((float) x)));

        private final String text;
        private final int bits;
        private final DoubleUnaryOperator rounding;

        Type(String text, int bits, DoubleUnaryOperator rounding) {
            this.text = text;
            this.bits = bits;
            this.rounding = rounding;
        }

        boolean holds(double value) {
            return Double.isNaN(value) || rounding.applyAsDouble(value) == value;
        }

        double unit(double value) {
            return Math.scalb(1.0, Math.getExponent(value) - bits + 1);
        }
    }

    private Rounding() {
    }

    /** The type that holds all values, if the right ones are mostly not of that type. */
    static List<Finding> of(TensorVerdict verdict) {
        for (Type type : Type.values()) {
            if (holdsAll(type, verdict.actual()) && share(type, verdict.wanted().expected()) < 0.5) {
                return List.of(finding(type, verdict));
            }
        }
        return List.of();
    }

    private static Finding finding(Type type, TensorVerdict verdict) {
        double[] expected = verdict.wanted().expected();
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            double off = Math.abs(verdict.actual()[i] - expected[i]) / type.unit(expected[i]);
            most = Math.max(most, Double.isNaN(off) ? Double.POSITIVE_INFINITY : off);
        }
        String text = most <= HALF ? "the right values, rounded to " + type.text
                : String.format(Locale.ROOT, "all values are %s numbers", type.text);
        return new Finding(verdict.wanted().name(), Finding.Kind.ROUNDED, text, null);
    }

    private static boolean holdsAll(Type type, double[] values) {
        return share(type, values) == 1;
    }

    private static double share(Type type, double[] values) {
        int held = 0;
        for (double value : values) {
            held += type.holds(value) ? 1 : 0;
        }
        return values.length == 0 ? 0 : (double) held / values.length;
    }

    /** bfloat16 is the upper half of a float32; ties go to even. */
    private static int roundedToUpperHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000;
    }
}
