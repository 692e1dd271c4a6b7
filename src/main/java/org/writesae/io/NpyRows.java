package org.writesae.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * An npy file of known shape that is filled some rows at a time, over as many runs of the program as it
 * takes: F16 or F32, C order. Until {@link #publish} it is {@code NAME.part}; rows not written yet are zero.
 */
public final class NpyRows {
    private static final String PART = ".part";

    private final Path target;
    private final Path part;
    private final DType dtype;
    private final byte[] header;
    private final long rowElements;
    private final long bytes;

    /**
     * @param target name of the finished file
     * @param dtype  F16 or F32
     * @param shape  of the whole file; its first size is the number of rows
     */
    public NpyRows(Path target, DType dtype, long... shape) {
        if (dtype != DType.F16 && dtype != DType.F32) {
            throw new IllegalArgumentException(dtype.toString());
        }
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + PART);
        this.dtype = dtype;
        this.header = Npy.header(target.toString(), dtype, shape);
        this.rowElements = Shapes.size(shape) / shape[0];
        this.bytes = header.length + Shapes.bytes(Shapes.size(shape), dtype);
    }

    /** Elements of a row. */
    public int rowElements() {
        return Math.toIntExact(rowElements);
    }

    /**
     * Writes whole rows.
     *
     * @param row    first of them
     * @param values their elements; rounded to nearest even where the file is F16
     * @throws InputException if a finite value is too large for F16, or the file cannot be written
     */
    public void write(long row, float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            if (dtype == DType.F32) {
                buffer.putFloat(values[i]);
            } else {
                buffer.putShort(half(values[i], row + i / rowElements));
            }
        }
        try (FileChannel channel = open()) {
            long at = header.length + row * rowElements * dtype.bytes();
            buffer.flip();
            while (buffer.hasRemaining()) {
                at += channel.write(buffer, at);
            }
        } catch (IOException failure) {
            throw OutputFiles.cannotWrite(part, failure);
        }
    }

    private short half(float value, long row) {
        short half = Float.floatToFloat16(value);
        if (Float.isFinite(value) && !Float.isFinite(Float.float16ToFloat(half))) {
            throw new InputException(target + ": row " + row + " holds " + value + ", which float16 cannot; use float32");
        }
        return half;
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(part.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            // The last byte comes after the header: a file of this length has one, any other was cut off before its first row.
            if (channel.size() != bytes) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(header), 0);
                channel.write(ByteBuffer.allocate(1), bytes - 1);
            }
            return channel;
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * Checks that the file of an earlier run is there to go on with.
     *
     * @throws InputException if it is not, or has another size
     */
    public void requireBegun() {
        Path there = Files.exists(target) ? target : part;
        try {
            if (Files.size(there) != bytes) {
                throw new InputException(there + ": " + Files.size(there) + " bytes, expected " + bytes
                        + ": not what the earlier run began");
            }
        } catch (IOException missing) {
            throw new InputException(there + ": missing, though progress.json says that it was begun", missing);
        }
    }

    /** Gives the file its name; nothing happens where an earlier run did. */
    public void publish() {
        try {
            if (!Files.exists(target) || Files.exists(part)) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw OutputFiles.cannotWrite(target, failure);
        }
    }
}
