package org.writesae.runtime;

/**
 * An array that kernels read or write, with the part it plays in a {@link Program}.
 *
 * @param array a {@code float[]}, {@code double[]} or {@code int[]}; shared with the caller, never copied
 * @param role  what a backend has to do with it
 * @param name  for messages
 */
public record Buffer(Object array, Role role, String name) {

    /** What a backend has to do with an array between executions. */
    public enum Role {
        /** Never changes: a device keeps one copy for good. */
        CONSTANT,
        /** Set by the caller before each execution. */
        INPUT,
        /** Written by the program, in full as far as anyone reads it, and read by the caller after each execution. */
        OUTPUT,
        /** Read and written by the program, or written in part, and kept from one execution to the next. */
        STATE,
        /** Written, then read, inside one execution only: on a device, of no value before or after it. */
        SCRATCH
    }

    public Buffer {
        boolean supported = array instanceof float[] || array instanceof double[] || array instanceof int[];
        if (!supported) {
            throw new IllegalArgumentException(name + ": a buffer is a float[], double[] or int[]");
        }
    }

    public static Buffer constant(String name, Object array) {
        return new Buffer(array, Role.CONSTANT, name);
    }

    public static Buffer input(String name, Object array) {
        return new Buffer(array, Role.INPUT, name);
    }

    public static Buffer output(String name, Object array) {
        return new Buffer(array, Role.OUTPUT, name);
    }

    public static Buffer state(String name, Object array) {
        return new Buffer(array, Role.STATE, name);
    }

    public static Buffer scratch(String name, Object array) {
        return new Buffer(array, Role.SCRATCH, name);
    }

    public float[] floats() {
        return (float[]) array;
    }

    public double[] doubles() {
        return (double[]) array;
    }

    public int[] ints() {
        return (int[]) array;
    }

    /** Elements of the array. */
    public int length() {
        return java.lang.reflect.Array.getLength(array);
    }
}
