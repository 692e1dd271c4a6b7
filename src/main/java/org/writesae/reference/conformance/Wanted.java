package org.writesae.reference.conformance;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.writesae.io.Tensor;
import org.writesae.reference.GoldenArgument;
import org.writesae.reference.GoldenCase;

/**
 * A tensor that a case asks for, and how far an implementation's may be from it.
 *
 * @param name         the case's name for it
 * @param shape        lengths of its axes
 * @param expected     values, row-major
 * @param yardstick    what distances from {@code expected} are measured in
 * @param limit        largest distance of a computation in float64
 * @param float32Limit largest distance of a computation in float32
 */
public record Wanted(String name, long[] shape, double[] expected, Yardstick yardstick, double limit, double float32Limit) {
    /**
     * What float32 arithmetic may be off by, in scaled ULP. Plain NumPy and torch in float32 have at most 28 on
     * the cases that float32 can do at all ({@code conformance_actuals.py}); a mistake has hundreds of thousands.
     */
    public static final double FLOAT32 = 32;
    /** The same where each element has its own unit; they have at most 6.1. */
    public static final double FLOAT32_ELEMENT = 8;
    /** What float64 may be off by where each element has its own unit: expected values may be rounded to 29 bits. */
    public static final double FLOAT64_ELEMENT = 1.0 / 16;
    /** A limit of a whole model is half of what upstream's float32 runs are off by; float32 may have twice that. */
    public static final double FLOAT32_MODEL = 4;

    /** An output or state of a kernel. */
    static Wanted of(GoldenCase golden, GoldenArgument argument) {
        boolean float32 = argument.dtype() == GoldenArgument.DataType.FLOAT32;
        boolean exact = golden.rigor() == GoldenCase.Rigor.EXACT;
        Yardstick yardstick = exact ? Yardstick.ofElements(float32) : Yardstick.ofTensor(argument.expected(), float32);
        double limit = exact ? FLOAT64_ELEMENT : golden.limit().maxScaledUlp();
        return new Wanted(argument.name(), argument.shape(), argument.expected(), yardstick, limit,
                Math.max(limit, exact ? FLOAT32_ELEMENT : FLOAT32));
    }

    /** @param maxAbsolute largest absolute error of a computation in float64 */
    static Wanted ofModel(Tensor tensor, double maxAbsolute) {
        double[] expected = tensor.doubles();
        Yardstick yardstick = Yardstick.ofTensor(expected, false);
        double limit = maxAbsolute / yardstick.unit(0);
        return new Wanted(tensor.name(), tensor.shape(), expected, yardstick, limit, FLOAT32_MODEL * limit);
    }

    /** @param limit largest scaled ULP of a computation in float64 */
    static Wanted ofSae(Tensor tensor, double limit) {
        double[] expected = tensor.doubles();
        return new Wanted(tensor.name(), tensor.shape(), expected, Yardstick.ofTensor(expected, false), limit, FLOAT32);
    }

    /** The same tensor with other values expected, and units to go with them. */
    Wanted with(double[] values) {
        return new Wanted(name, shape, values, yardstick.rescaled(values), limit, float32Limit);
    }

    /** The same tensor with other values expected, in the units of these. */
    Wanted inOldUnits(double[] values) {
        return new Wanted(name, shape, values, yardstick, limit, float32Limit);
    }

    public double limit(Arithmetic arithmetic) {
        return arithmetic == Arithmetic.FLOAT32 ? float32Limit : limit;
    }

    /** How far values are from the expected ones. */
    Deviation deviation(double[] actual, double allowed) {
        return Deviation.between(this, actual, allowed);
    }

    /** {@code [6, 4, 7]}. */
    public String shapeText() {
        return shapeText(shape);
    }

    static String shapeText(long[] shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    /** {@code [1, 0, 3]}: the place of an element, counted row by row. */
    public String position(int index) {
        long[] at = new long[shape.length];
        long rest = index;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            at[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return shapeText(at);
    }
}
