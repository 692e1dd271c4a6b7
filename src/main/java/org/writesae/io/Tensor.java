package org.writesae.io;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A named, typed, row-major block of numbers, usually a slice of a mapped file: opening one reads
 * nothing, and files larger than 2 GB need no heap. Immutable and safe to read from several threads
 * until the {@link TensorFile} it came from is closed.
 */
public final class Tensor {
    /** Elements looked at at a time. */
    private static final int CHUNK = 1 << 13;

    private final String name;
    private final String where;
    private final DType dtype;
    private final long[] shape;
    private final Supplier<MemorySegment> source;
    private volatile MemorySegment data;

    /** @param source gives the little-endian row-major elements; called on first use, so that a conversion is only paid for where needed */
    Tensor(String name, String where, DType dtype, long[] shape, Supplier<MemorySegment> source) {
        this.name = name;
        this.where = where;
        this.dtype = dtype;
        this.shape = shape.clone();
        this.source = source;
    }

    /** A tensor over {@code values}, which are shared, not copied. */
    public static Tensor of(String name, float[] values, long... shape) {
        return inMemory(name, DType.F32, values.length, MemorySegment.ofArray(values), shape);
    }

    /** A tensor over {@code values}, which are shared, not copied. */
    public static Tensor of(String name, double[] values, long... shape) {
        return inMemory(name, DType.F64, values.length, MemorySegment.ofArray(values), shape);
    }

    /** A tensor over {@code values}, which are shared, not copied. */
    public static Tensor of(String name, int[] values, long... shape) {
        return inMemory(name, DType.I32, values.length, MemorySegment.ofArray(values), shape);
    }

    /** A tensor over {@code values}, which are shared, not copied. */
    public static Tensor of(String name, long[] values, long... shape) {
        return inMemory(name, DType.I64, values.length, MemorySegment.ofArray(values), shape);
    }

    /** A tensor of unsigned bytes over {@code values}, which are shared, not copied. */
    public static Tensor of(String name, byte[] values, long... shape) {
        return inMemory(name, DType.U8, values.length, MemorySegment.ofArray(values), shape);
    }

    private static Tensor inMemory(String name, DType dtype, int length, MemorySegment values, long[] shape) {
        if (Shapes.size(shape) != length) {
            throw new IllegalArgumentException(name + ": " + length + " values for shape " + Shapes.text(shape));
        }
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return new Tensor(name, name, dtype, shape,
                () -> little ? values : Gather.swapped(values, dtype.bytes()));
    }

    public String name() {
        return name;
    }

    public DType dtype() {
        return dtype;
    }

    public long[] shape() {
        return shape.clone();
    }

    /** Length of one axis. */
    public long shape(int axis) {
        return shape[axis];
    }

    /** Number of axes. */
    public int rank() {
        return shape.length;
    }

    /** Number of elements. */
    public long size() {
        return Shapes.size(shape);
    }

    /** {@code [2, 3]}, for messages. */
    public String shapeText() {
        return Shapes.text(shape);
    }

    /** {@code file: key}, for messages. */
    public String where() {
        return where;
    }

    /** The same data under another name and place. */
    public Tensor renamed(String newName, String newWhere) {
        return new Tensor(newName, newWhere, dtype, shape, this::data);
    }

    /** The same elements in the same order under another shape of equal size. */
    public Tensor reshaped(long... newShape) {
        if (Shapes.size(newShape) != size()) {
            throw new IllegalArgumentException(where + ": " + shapeText() + " cannot be viewed as " + Shapes.text(newShape));
        }
        return new Tensor(name, where, dtype, newShape, this::data);
    }

    /** All elements as float: F16, BF16 and F32 exactly, F64 and integers rounded to nearest. */
    public float[] floats() {
        float[] values = new float[length()];
        Elements.floats(dtype, data(), 0, values, 0, values.length);
        return values;
    }

    /** All elements as double; exact but for I64 beyond 2^53. */
    public double[] doubles() {
        double[] values = new double[length()];
        Elements.doubles(dtype, data(), 0, values, 0, values.length);
        return values;
    }

    /** All elements of an integer or BOOL tensor; a value outside the int range is bad input. */
    public int[] ints() {
        if (dtype.isFloating()) {
            throw new InputException(where + ": integers expected, found " + dtype);
        }
        int[] values = new int[length()];
        MemorySegment elements = data();
        for (int i = 0; i < values.length; i++) {
            long value = Elements.integer(dtype, elements, i);
            if (value != (int) value) {
                throw new InputException(where + ": element " + i + " is " + value + ", beyond 32 bits");
            }
            values[i] = (int) value;
        }
        return values;
    }

    /** All elements of an integer or BOOL tensor. */
    public long[] longs() {
        if (dtype.isFloating()) {
            throw new InputException(where + ": integers expected, found " + dtype);
        }
        long[] values = new long[length()];
        MemorySegment elements = data();
        for (int i = 0; i < values.length; i++) {
            values[i] = Elements.integer(dtype, elements, i);
        }
        return values;
    }

    /** Elements [from, from + count) as float into target[at ...], converted as {@link #floats()} does. */
    public void copyFloats(long from, float[] target, int at, int count) {
        Objects.checkFromIndexSize(from, count, size());
        Objects.checkFromIndexSize(at, count, target.length);
        Elements.floats(dtype, data(), from, target, at, count);
    }

    /** Elements [from, from + count) as double into target[at ...]. */
    public void copyDoubles(long from, double[] target, int at, int count) {
        Objects.checkFromIndexSize(from, count, size());
        Objects.checkFromIndexSize(at, count, target.length);
        Elements.doubles(dtype, data(), from, target, at, count);
    }

    /** Whether another tensor of the same shape has the same numbers, whatever their types. */
    public boolean hasElementsOf(Tensor other) {
        double[] own = new double[(int) Math.min(size(), CHUNK)];
        double[] others = new double[own.length];
        for (long from = 0; from < size(); from += own.length) {
            int count = (int) Math.min(own.length, size() - from);
            copyDoubles(from, own, 0, count);
            other.copyDoubles(from, others, 0, count);
            if (!Arrays.equals(own, 0, count, others, 0, count)) {
                return false;
            }
        }
        return true;
    }

    /** This tensor, or bad input naming the file, the key and both shapes; -1 stands for any length. */
    public Tensor requireShape(long... expected) {
        boolean fits = expected.length == shape.length;
        for (int axis = 0; fits && axis < shape.length; axis++) {
            fits = expected[axis] < 0 || expected[axis] == shape[axis];
        }
        if (!fits) {
            throw new InputException(where + ": shape " + shapeText() + ", expected " + Shapes.text(expected));
        }
        return this;
    }

    /** This tensor, or bad input where its elements are integers or truth values. */
    public Tensor requireFloating() {
        if (!dtype.isFloating()) {
            throw new InputException(where + ": floating-point numbers expected, found " + dtype);
        }
        return this;
    }

    /** This tensor, or bad input naming the first element that is NaN or infinite, or would be as float32. */
    public Tensor requireFinite() {
        long index = firstNonFinite();
        if (index >= 0) {
            double[] value = new double[1];
            copyDoubles(index, value, 0, 1);
            throw new InputException(where + ": element " + Shapes.text(position(index)) + " is " + value[0]
                    + (Double.isFinite(value[0]) ? ", beyond float32" : ", expected finite numbers"));
        }
        return this;
    }

    /** Row-major index of the first element that is no finite float32, or -1. */
    private long firstNonFinite() {
        if (!dtype.isFloating()) {
            return -1;
        }
        double[] chunk = new double[(int) Math.min(size(), CHUNK)];
        for (long from = 0; from < size(); from += chunk.length) {
            int count = (int) Math.min(chunk.length, size() - from);
            copyDoubles(from, chunk, 0, count);
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite((float) chunk[i])) {
                    return from + i;
                }
            }
        }
        return -1;
    }

    private long[] position(long index) {
        long[] strides = Shapes.rowMajor(shape);
        long[] position = new long[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            position[axis] = index / strides[axis] % shape[axis];
        }
        return position;
    }

    private int length() {
        if (size() > Integer.MAX_VALUE - 8) {
            throw new InputException(where + ": " + size() + " elements do not fit one array");
        }
        return (int) size();
    }

    /** The elements, little-endian and row-major. */
    MemorySegment data() {
        if (data == null) {
            data = source.get();
        }
        return data;
    }

    @Override
    public String toString() {
        return where + " " + dtype + " " + shapeText();
    }
}
