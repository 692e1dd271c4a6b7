package org.writesae.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** NumPy's npy files, versions 1 to 3, of plain numbers; nothing is ever unpickled. */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_HEADER_BYTES = 1 << 16;

    /** What precedes the elements. */
    record Layout(DType dtype, long[] shape, boolean fortran, boolean bigEndian, long dataAt, long dataBytes) {

        /** A tensor over all bytes of the npy file; Fortran order and big-endian bytes are converted on first use. */
        Tensor tensor(String name, String where, Supplier<MemorySegment> file) {
            return new Tensor(name, where, dtype, shape, () -> {
                MemorySegment data = file.get().asSlice(dataAt, dataBytes);
                if (bigEndian) {
                    data = Gather.swapped(data, dtype.bytes());
                }
                return fortran && shape.length > 1
                        ? Gather.rowMajor(data, dtype.bytes(), 0, shape, Shapes.columnMajor(shape))
                        : data;
            });
        }
    }

    private Npy() {
    }

    /** Maps the file; the mapping ends when the tensor is no longer reachable. Its name is the file's, without extension. */
    public static Tensor open(Path path) {
        return read(path, MappedFile.map(path, Arena.ofAuto()));
    }

    /** Reads the content of a file, wherever its bytes are. */
    static Tensor read(Path path, MemorySegment file) {
        Layout layout = layout(path.toString(), file, file.byteSize());
        String name = path.getFileName().toString();
        return layout.tensor(name.endsWith(".npy") ? name.substring(0, name.length() - 4) : name, path.toString(),
                () -> file);
    }

    /** Writes version 1.0, C order, little-endian; BF16, which numpy lacks, is refused. */
    public static void write(Path path, Tensor tensor) {
        byte[] header = header(tensor.where(), tensor.dtype(), tensor.shape());
        OutputFiles.write(path, out -> {
            out.write(header);
            OutputFiles.copy(tensor.data(), out);
        });
    }

    /**
     * Reads the header.
     *
     * @param head   the beginning of the file, at least its header
     * @param length the whole file's length in bytes
     */
    static Layout layout(String where, MemorySegment head, long length) {
        if (head.byteSize() < 12 || !Arrays.equals(MappedFile.bytes(head, 0, 6), MAGIC)) {
            throw new InputException(where + ": not an npy file, \\x93NUMPY was expected at its start");
        }
        int version = head.get(ValueLayout.JAVA_BYTE, 6);
        if (version < 1 || version > 3) {
            throw new InputException(where + ": npy version " + version + ", expected 1 to 3");
        }
        int headerAt = version == 1 ? 10 : 12;
        long headerBytes = version == 1 ? head.get(Elements.SHORT, 8) & 0xffffL : head.get(Elements.INT, 8) & 0xffffffffL;
        if (headerBytes > Math.min(MOST_HEADER_BYTES, head.byteSize() - headerAt)) {
            throw new InputException(where + ": npy header of " + headerBytes + " bytes claimed, at most "
                    + Math.min(MOST_HEADER_BYTES, head.byteSize() - headerAt) + " expected");
        }
        byte[] bytes = MappedFile.bytes(head, headerAt, (int) headerBytes);
        String text = version == 3 ? Utf8.decode(bytes, where, "npy header") : new String(bytes, StandardCharsets.ISO_8859_1);
        return layout(where, NpyHeader.parse(where, text), headerAt + headerBytes, length);
    }

    private static Layout layout(String where, NpyHeader header, long dataAt, long length) {
        DType dtype = header.dtype();
        long bytes = Shapes.bytes(Shapes.size(header.shape()), dtype);
        if (bytes != length - dataAt) {
            throw new InputException(where + ": shape " + Shapes.text(header.shape()) + " of " + dtype + " takes "
                    + (bytes < 0 ? "more than 2^62" : bytes) + " bytes, " + (length - dataAt) + " follow the header");
        }
        return new Layout(dtype, header.shape(), header.fortran(), header.bigEndian(), dataAt, bytes);
    }

    /** What precedes the elements of a file in C order, little-endian; {@code where} is for the message. */
    static byte[] header(String where, DType dtype, long... sizes) {
        String shape = Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String text = "{'descr': '" + descr(where, dtype) + "', 'fortran_order': False, 'shape': ("
                + shape + (sizes.length == 1 ? "," : "") + "), }";
        int padded = (10 + text.length() + 1 + 63) / 64 * 64;
        ByteBuffer header = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - 10));
        header.put(text.getBytes(StandardCharsets.US_ASCII));
        while (header.position() < padded - 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').array();
    }

    private static String descr(String where, DType dtype) {
        return switch (dtype) {
            case F64 -> "<f8";
            case F32 -> "<f4";
            case F16 -> "<f2";
            case I64 -> "<i8";
            case I32 -> "<i4";
            case I16 -> "<i2";
            case I8 -> "|i1";
            case U8 -> "|u1";
            case BOOL -> "|b1";
            case BF16 -> throw new InputException(where + ": npy has no bfloat16, convert to float32 first");
        };
    }
}
