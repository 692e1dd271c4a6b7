package org.writesae.reference;

import java.util.Arrays;

/**
 * One argument of a kernel call in a {@link GoldenCase}.
 *
 * @param name     the kernel's name for it
 * @param role     what the kernel does with it
 * @param dtype    type of the argument
 * @param shape    lengths of its axes; empty for a number
 * @param initial  value before the call: a {@code float[]}, {@code double[]} or {@code int[]} of an input
 *                 or state, Integer or Double of a size, null of an output or scratch
 * @param expected value after the call, as wide as it is stored; null unless an output or state
 */
public record GoldenArgument(String name, Role role, DataType dtype, long[] shape, Object initial, double[] expected) {

    /** What a kernel does with an argument. */
    public enum Role {
        /** Written in full. */
        OUTPUT,
        /** Read only. */
        INPUT,
        /** Read and written, or written in part. */
        STATE,
        /** Written and read within the call, of no interest after it. */
        SCRATCH,
        /** A number. */
        SIZE
    }

    /** Type of an argument: three of arrays, two of numbers. */
    public enum DataType {
        FLOAT32(float[].class), FLOAT64(double[].class), INT32(int[].class), INT(int.class), DOUBLE(double.class);

        private final Class<?> parameter;

        DataType(Class<?> parameter) {
            this.parameter = parameter;
        }

        /** The Java type of such a parameter. */
        public Class<?> parameter() {
            return parameter;
        }
    }

    /** Whether the call is judged by this argument. */
    public boolean judged() {
        return role == Role.OUTPUT || role == Role.STATE;
    }

    /** Number of elements. */
    public int size() {
        return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** {@code [1, 0, 3]}: the place of an element, counted row by row. */
    String position(int index) {
        long[] at = new long[shape.length];
        long rest = index;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            at[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return Arrays.toString(at);
    }
}
