package org.writesae.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A safetensors file being written piece by piece: the declared tensors in order, each in row-major
 * order, in as many slices as suits the caller. Nothing appears under the target name before
 * {@link #commit()}; closing without it leaves no file behind.
 */
public final class SafetensorsStream implements AutoCloseable {
    private final Path target;
    private final Path beside;
    private final OutputStream out;
    private final DType[] dtypes;
    private final long[] sizes;
    private int current;
    private long written;
    private boolean closed;

    SafetensorsStream(Path target, byte[] header, DType[] dtypes, long[] sizes) {
        this.target = target;
        this.dtypes = dtypes;
        this.sizes = sizes;
        this.beside = OutputFiles.beside(target);
        try {
            this.out = OutputFiles.open(beside);
        } catch (IOException failure) {
            OutputFiles.discard(beside);
            throw OutputFiles.cannotWrite(target, failure);
        }
        try {
            out.write(header);
        } catch (IOException failure) {
            close();
            throw OutputFiles.cannotWrite(target, failure);
        }
        skipFinished();
    }

    /** Appends values[from .. from + count) to the current tensor, which must be F32 or F64 and have that much room. */
    public void write(float[] values, int from, int count) {
        int width = claim(count, DType.F32, DType.F64);
        chunks(from, count, width, (buffer, i) -> {
            if (width == 4) {
                buffer.putFloat(values[i]);
            } else {
                buffer.putDouble(values[i]);
            }
        });
    }

    /** Appends values[from .. from + count) to the current tensor, which must be F64. */
    public void write(double[] values, int from, int count) {
        int width = claim(count, DType.F64, DType.F64);
        chunks(from, count, width, (buffer, i) -> buffer.putDouble(values[i]));
    }

    /** Appends values[from .. from + count) to the current tensor, which must be I32 or I64. */
    public void write(int[] values, int from, int count) {
        int width = claim(count, DType.I32, DType.I64);
        chunks(from, count, width, (buffer, i) -> {
            if (width == 4) {
                buffer.putInt(values[i]);
            } else {
                buffer.putLong(values[i]);
            }
        });
    }

    /** Moves the complete file to its name; anything still missing is a mistake of the caller. */
    public void commit() {
        if (current < sizes.length) {
            throw new IllegalStateException(target + ": tensor " + current + " has " + written + " of "
                    + sizes[current] + " elements");
        }
        try {
            out.close();
            closed = true;
            OutputFiles.publish(beside, target);
        } catch (IOException failure) {
            OutputFiles.discard(beside);
            throw OutputFiles.cannotWrite(target, failure);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (OutputStream stream = out) {
            stream.flush();
        } catch (IOException failure) {
            throw OutputFiles.cannotWrite(target, failure);
        } finally {
            OutputFiles.discard(beside);
        }
    }

    /** Reserves room for {@code count} elements and returns the width in bytes of the current type. */
    private int claim(int count, DType one, DType other) {
        if (count == 0) {
            return 1;
        }
        if (current == sizes.length || count > sizes[current] - written) {
            throw new IllegalStateException(target + ": " + count + " elements are more than were declared");
        }
        DType type = dtypes[current];
        if (type != one && type != other) {
            throw new IllegalStateException(target + ": tensor " + current + " was declared as " + type);
        }
        written += count;
        skipFinished();
        return type.bytes();
    }

    private void skipFinished() {
        while (current < sizes.length && written == sizes[current]) {
            current++;
            written = 0;
        }
    }

    @FunctionalInterface
    private interface Put {
        void put(ByteBuffer buffer, int index);
    }

    private void chunks(int from, int count, int width, Put put) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(count, 1 << 12) * width).order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (int i = from; i < from + count; i++) {
                put.put(buffer, i);
                if (!buffer.hasRemaining() || i == from + count - 1) {
                    out.write(buffer.array(), 0, buffer.position());
                    buffer.clear();
                }
            }
        } catch (IOException failure) {
            throw OutputFiles.cannotWrite(target, failure);
        }
    }
}
