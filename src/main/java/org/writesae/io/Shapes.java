package org.writesae.io;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Arithmetic on tensor shapes that cannot overflow silently. */
final class Shapes {
    private Shapes() {
    }

    /**
     * Number of elements, or -1 where a dimension is negative or the product of the non-zero
     * dimensions exceeds 2^62 (so that no later multiplication by an element size wraps unnoticed).
     */
    static long size(long[] shape) {
        long size = 1;
        boolean empty = false;
        for (long dimension : shape) {
            if (dimension < 0 || dimension != 0 && size > (1L << 62) / dimension) {
                return -1;
            }
            empty |= dimension == 0;
            size *= Math.max(dimension, 1);
        }
        return empty ? 0 : size;
    }

    /** Bytes of that many elements, or -1 where that exceeds 2^62. */
    static long bytes(long size, DType type) {
        return size < 0 || size > (1L << 62) / type.bytes() ? -1 : size * type.bytes();
    }

    /** Row-major strides in elements. */
    static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(shape[axis], 1);
        }
        return strides;
    }

    /** Column-major (Fortran) strides in elements. */
    static long[] columnMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            strides[axis] = stride;
            stride *= Math.max(shape[axis], 1);
        }
        return strides;
    }

    /** {@code [2, 3]}; -1 prints as {@code any}. */
    static String text(long[] shape) {
        return Arrays.stream(shape).mapToObj(dimension -> dimension < 0 ? "any" : Long.toString(dimension))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
