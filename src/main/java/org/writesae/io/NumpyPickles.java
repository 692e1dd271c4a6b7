package org.writesae.io;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Numpy scalars, dtypes and plain arrays inside a pickle: a validation loss is often a numpy float. */
final class NumpyPickles {
    private static final Map<String, DType> TYPES = Map.of("f8", DType.F64, "f4", DType.F32, "f2", DType.F16, "i8",
            DType.I64, "i4", DType.I32, "i2", DType.I16, "i1", DType.I8, "u1", DType.U8, "b1", DType.BOOL);

    /** A dtype whose byte order arrives in its state. */
    static final class TypeState {
        private final DType dtype;
        private boolean bigEndian;

        TypeState(DType dtype) {
            this.dtype = dtype;
        }

        String name() {
            return dtype.name();
        }
    }

    /** An array whose content arrives in its state. */
    static final class ArrayState {
        private Tensor tensor;

        Tensor tensor() {
            return tensor;
        }
    }

    private final String where;

    NumpyPickles(String where) {
        this.where = where;
    }

    void addTo(Map<String, Function<List<Object>, Object>> calls) {
        calls.put("numpy.dtype", this::type);
        for (String module : List.of("numpy.core.multiarray.", "numpy._core.multiarray.")) {
            calls.put(module + "scalar", this::scalar);
            calls.put(module + "_reconstruct", args -> new ArrayState());
        }
    }

    /** The states of dtypes and arrays; false for any other object. */
    boolean build(Object target, Object state) {
        switch (target) {
            case TypeState type when state instanceof List<?> parts && parts.size() >= 2 ->
                type.bigEndian = ">".equals(parts.get(1));
            case ArrayState array when state instanceof List<?> parts && parts.size() == 5 -> fill(array, parts);
            case null, default -> {
                return false;
            }
        }
        return true;
    }

    private Object type(List<Object> args) {
        DType dtype = args.isEmpty() || !(args.getFirst() instanceof String code) ? null : TYPES.get(code);
        if (dtype == null) {
            throw InputException.at(where, "numpy.dtype", (args.isEmpty() ? "nothing" : args.getFirst() instanceof String
                    ? args.getFirst() : "that") + " is not supported, expected one of " + TYPES.keySet().stream().sorted().toList());
        }
        return new TypeState(dtype);
    }

    private Object scalar(List<Object> args) {
        if (args.size() != 2 || !(args.get(0) instanceof TypeState type) || !(args.get(1) instanceof byte[] bytes)
                || bytes.length != type.dtype.bytes()) {
            throw InputException.at(where, "numpy scalar", "a dtype and its bytes were expected");
        }
        MemorySegment data = littleEndian(type, bytes);
        if (type.dtype.isFloating()) {
            double[] value = new double[1];
            Elements.doubles(type.dtype, data, 0, value, 0, 1);
            return value[0];
        }
        long value = Elements.integer(type.dtype, data, 0);
        return type.dtype == DType.BOOL ? (Object) (value != 0) : (Object) value;
    }

    /** (version, shape, dtype, is_fortran, bytes). */
    private void fill(ArrayState array, List<?> parts) {
        if (array.tensor != null || !(parts.get(1) instanceof List<?> lengths) || !(parts.get(2) instanceof TypeState type)
                || !(parts.get(3) instanceof Boolean fortran) || !(parts.get(4) instanceof byte[] bytes)
                || lengths.size() > 64 || !lengths.stream().allMatch(Long.class::isInstance)) {
            throw InputException.at(where, "numpy array", "not the state that numpy writes");
        }
        long[] shape = lengths.stream().mapToLong(length -> (Long) length).toArray();
        if (Shapes.bytes(Shapes.size(shape), type.dtype) != bytes.length) {
            throw InputException.at(where, "numpy array", "shape " + Shapes.text(shape) + " of " + type.dtype + " with "
                    + bytes.length + " bytes");
        }
        array.tensor = new Tensor("numpy array", where + ": numpy array", type.dtype, shape, () -> fortran && shape.length > 1
                ? Gather.rowMajor(littleEndian(type, bytes), type.dtype.bytes(), 0, shape, Shapes.columnMajor(shape))
                : littleEndian(type, bytes));
    }

    private static MemorySegment littleEndian(TypeState type, byte[] bytes) {
        MemorySegment data = MemorySegment.ofArray(bytes);
        return type.bigEndian ? Gather.swapped(data, type.dtype.bytes()) : data;
    }
}
