package org.writesae.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies elements laid out with arbitrary strides, or in the other byte order, into row-major order. */
final class Gather {
    private Gather() {
    }

    /**
     * Row-major copy of a strided view. Strides are in elements and not negative; the caller has checked
     * that every index lies in {@code source}.
     */
    static MemorySegment rowMajor(MemorySegment source, int width, long offset, long[] shape, long[] strides) {
        long size = Shapes.size(shape);
        MemorySegment target = allocate(size * width);
        long[] index = new long[shape.length];
        long from = offset;
        for (long element = 0; element < size; element++) {
            MemorySegment.copy(source, from * width, target, element * width, width);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                from -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return target;
    }

    /** A copy with the bytes of each element reversed. */
    static MemorySegment swapped(MemorySegment source, int width) {
        if (width == 1) {
            return source;
        }
        MemorySegment target = allocate(source.byteSize());
        for (long at = 0; at < source.byteSize(); at += width) {
            for (int i = 0; i < width; i++) {
                target.set(ValueLayout.JAVA_BYTE, at + i, source.get(ValueLayout.JAVA_BYTE, at + width - 1 - i));
            }
        }
        return target;
    }

    /** Memory outside the heap where an array could not hold it. */
    static MemorySegment allocate(long bytes) {
        return bytes <= Integer.MAX_VALUE - 8
                ? MemorySegment.ofArray(new byte[(int) bytes])
                : Arena.ofAuto().allocate(bytes);
    }
}
