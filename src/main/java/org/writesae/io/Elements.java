package org.writesae.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads little-endian elements out of a segment. Two-byte floats go through a small array first: plain
 * array loops are what the compiler turns into vector instructions.
 */
final class Elements {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int CHUNK = 1 << 13;

    private Elements() {
    }

    /** F16, BF16 and F32 widen exactly; F64 and integers round to the nearest float. */
    static void floats(DType type, MemorySegment data, long from, float[] target, int at, int count) {
        switch (type) {
            case F32 -> MemorySegment.copy(data, FLOAT, from * 4, target, at, count);
            case BF16, F16 -> halves(type, data, from, target, at, count);
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = (float) data.get(DOUBLE, (from + i) * 8);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = integer(type, data, from + i);
                }
            }
        }
    }

    /** Every type but I64 beyond 2^53 is exact in double. */
    static void doubles(DType type, MemorySegment data, long from, double[] target, int at, int count) {
        switch (type) {
            case F64 -> MemorySegment.copy(data, DOUBLE, from * 8, target, at, count);
            case F32, F16, BF16 -> {
                float[] narrow = new float[Math.min(count, CHUNK)];
                for (int done = 0; done < count; done += narrow.length) {
                    int part = Math.min(narrow.length, count - done);
                    floats(type, data, from + done, narrow, 0, part);
                    for (int i = 0; i < part; i++) {
                        target[at + done + i] = narrow[i];
                    }
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = integer(type, data, from + i);
                }
            }
        }
    }

    /** One element of an integer type; U8 is unsigned, BOOL is 0 or 1. */
    static long integer(DType type, MemorySegment data, long index) {
        return switch (type) {
            case I64 -> data.get(LONG, index * 8);
            case I32 -> data.get(INT, index * 4);
            case I16 -> data.get(SHORT, index * 2);
            case I8 -> data.get(ValueLayout.JAVA_BYTE, index);
            case U8 -> data.get(ValueLayout.JAVA_BYTE, index) & 0xff;
            case BOOL -> data.get(ValueLayout.JAVA_BYTE, index) != 0 ? 1 : 0;
            default -> throw new IllegalArgumentException(type + " is not an integer type");
        };
    }

    private static void halves(DType type, MemorySegment data, long from, float[] target, int at, int count) {
        short[] bits = new short[Math.min(count, CHUNK)];
        for (int done = 0; done < count; done += bits.length) {
            int part = Math.min(bits.length, count - done);
            MemorySegment.copy(data, SHORT, (from + done) * 2, bits, 0, part);
            if (type == DType.BF16) {
                widenBf16(bits, target, at + done, part);
            } else {
                widenF16(bits, target, at + done, part);
            }
        }
    }

    /** bfloat16 is the upper half of a float32. */
    private static void widenBf16(short[] bits, float[] target, int at, int count) {
        for (int i = 0; i < count; i++) {
            target[at + i] = Float.intBitsToFloat(bits[i] << 16);
        }
    }

    private static void widenF16(short[] bits, float[] target, int at, int count) {
        for (int i = 0; i < count; i++) {
            target[at + i] = Float.float16ToFloat(bits[i]);
        }
    }
}
