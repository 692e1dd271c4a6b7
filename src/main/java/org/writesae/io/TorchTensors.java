package org.writesae.io;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Turns the storage references and rebuild calls of a torch pickle into tensors, after checking every number in them. */
final class TorchTensors {
    private static final Map<String, DType> STORAGES = Map.of("DoubleStorage", DType.F64, "FloatStorage", DType.F32,
            "HalfStorage", DType.F16, "BFloat16Storage", DType.BF16, "LongStorage", DType.I64, "IntStorage", DType.I32,
            "ShortStorage", DType.I16, "CharStorage", DType.I8, "ByteStorage", DType.U8, "BoolStorage", DType.BOOL);
    private static final Map<String, DType> TYPES = Map.ofEntries(Map.entry("float64", DType.F64),
            Map.entry("float32", DType.F32), Map.entry("float16", DType.F16), Map.entry("bfloat16", DType.BF16),
            Map.entry("int64", DType.I64), Map.entry("int32", DType.I32), Map.entry("int16", DType.I16),
            Map.entry("int8", DType.I8), Map.entry("uint8", DType.U8), Map.entry("bool", DType.BOOL));
    /** An expanded tensor (stride 0) may have more elements than its storage, up to this many. */
    private static final long MOST_EXPANDED = 1 << 24;
    private static final int MOST_AXES = 64;

    /** Gives the bytes of the file behind a storage key, in the byte order of this machine's readers (little-endian). */
    interface Data {
        /** Stored bytes under that key, or -1 where there are none. */
        long byteSize(String key);

        Supplier<MemorySegment> littleEndian(String key, int width);
    }

    private final String where;
    private final Data data;

    TorchTensors(String where, Data data) {
        this.where = where;
        this.data = data;
    }

    /** The class of a storage of that type. */
    static String storageName(DType dtype) {
        return STORAGES.entrySet().stream().filter(entry -> entry.getValue() == dtype).findFirst().orElseThrow().getKey();
    }

    /** ('storage', class, key, location, number of elements). */
    TorchStorage storage(List<Object> id) {
        if (id.size() < 5 || !"storage".equals(id.get(0)) || !(id.get(1) instanceof PickledGlobal type)
                || !(id.get(2) instanceof String key) || !(id.get(4) instanceof Long count)) {
            throw InputException.at(where, "storage", "not the reference that torch.save writes");
        }
        boolean untyped = type.name().equals("UntypedStorage");
        DType dtype = untyped ? null : STORAGES.get(type.name());
        if (!type.module().matches("torch(\\..*)?") || dtype == null && !untyped) {
            throw InputException.at(where, "data/" + key, type + " is not supported, expected one of "
                    + STORAGES.keySet().stream().sorted().toList());
        }
        int width = untyped ? 1 : dtype.bytes();
        long present = data.byteSize(key);
        if (present < 0) {
            throw InputException.at(where, "data/" + key, "the storage is missing from the file");
        }
        if (count < 0 || count > present / width) {
            throw InputException.at(where, "data/" + key, count + " elements of " + width + " bytes claimed, "
                    + present + " bytes are there");
        }
        return new TorchStorage(key, dtype, count * width, untyped ? null : data.littleEndian(key, width));
    }

    /** (storage, offset, size, stride, ...). */
    Tensor rebuild(List<Object> args) {
        if (args.size() < 4 || !(args.get(0) instanceof TorchStorage storage)) {
            throw InputException.at(where, "torch._utils._rebuild_tensor_v2", "a storage was expected first");
        }
        if (storage.dtype() == null) {
            throw InputException.at(where, "data/" + storage.key(), "a tensor over an untyped storage must state its type");
        }
        return view(storage, storage.dtype(), storage.bytes(), args);
    }

    /** (storage, offset, size, stride, requires_grad, hooks, dtype, ...): the storage is untyped. */
    Tensor rebuildTyped(List<Object> args) {
        if (args.size() < 7 || !(args.get(0) instanceof TorchStorage storage)
                || !(args.get(6) instanceof PickledGlobal type)) {
            throw InputException.at(where, "torch._utils._rebuild_tensor_v3", "a storage and a dtype were expected");
        }
        DType dtype = type.module().equals("torch") ? TYPES.get(type.name()) : null;
        if (dtype == null) {
            throw InputException.at(where, "data/" + storage.key(), type + " is not supported, expected one of "
                    + TYPES.keySet().stream().sorted().toList());
        }
        return view(storage, dtype, data.littleEndian(storage.key(), dtype.bytes()), args);
    }

    private Tensor view(TorchStorage storage, DType dtype, Supplier<MemorySegment> bytes, List<Object> args) {
        String place = "data/" + storage.key();
        long[] shape = longs(args.get(2), place, "size");
        long[] strides = longs(args.get(3), place, "stride");
        long available = storage.byteSize() / dtype.bytes();
        if (!(args.get(1) instanceof Long offset) || offset < 0 || shape.length != strides.length) {
            throw InputException.at(where, place, "offset " + args.get(1) + ", size " + Shapes.text(shape) + ", stride "
                    + Shapes.text(strides) + " do not describe a tensor");
        }
        long size = Shapes.size(shape);
        if (size < 0 || size > Math.max(available, MOST_EXPANDED) || size > 0 && last(offset, shape, strides) >= available) {
            throw InputException.at(where, place, "size " + Shapes.text(shape) + " with stride " + Shapes.text(strides)
                    + " from " + offset + " reaches beyond the " + available + " elements of the storage");
        }
        int width = dtype.bytes();
        Supplier<MemorySegment> elements = isRowMajor(shape, strides)
                ? () -> bytes.get().asSlice(size == 0 ? 0 : offset * width, size * width)
                : () -> Gather.rowMajor(bytes.get(), width, offset, shape, strides);
        return new Tensor(place, where + ": " + place, dtype, shape, elements);
    }

    /** Storage index of the last element, or the largest long where that overflows. */
    private static long last(long offset, long[] shape, long[] strides) {
        try {
            long last = offset;
            for (int axis = 0; axis < shape.length; axis++) {
                last = Math.addExact(last, Math.multiplyExact(shape[axis] - 1, strides[axis]));
            }
            return last;
        } catch (ArithmeticException overflow) {
            return Long.MAX_VALUE;
        }
    }

    /** Strides of axes of length 1 do not matter. */
    private static boolean isRowMajor(long[] shape, long[] strides) {
        long[] expected = Shapes.rowMajor(shape);
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] > 1 && strides[axis] != expected[axis]) {
                return false;
            }
        }
        return true;
    }

    private long[] longs(Object value, String place, String what) {
        if (!(value instanceof List<?> list) || list.size() > MOST_AXES) {
            throw InputException.at(where, place, what + ": a tuple of integers was expected");
        }
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(list.get(i) instanceof Long number) || number < 0) {
                throw InputException.at(where, place, what + ": " + list.get(i) + " is not a length");
            }
            numbers[i] = number;
        }
        return numbers;
    }
}
