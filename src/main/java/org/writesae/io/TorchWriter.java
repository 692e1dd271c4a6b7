package org.writesae.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a file that {@code torch.load(weights_only=True)} reads: a zip without compression, with {@code data.pkl} and
 * one entry per tensor, each starting at a multiple of 64 bytes as torch's own do. The same values give the same bytes.
 */
public final class TorchWriter {
    private static final String FOLDER = "archive/";
    private static final int ALIGNMENT = 64;
    private static final int LOCAL_HEADER = 30;
    /** Fixed, and not the zip format's first day, for which Java would add the time zone. */
    static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final Counter counter;
    private final ZipOutputStream zip;

    private TorchWriter(OutputStream out) {
        counter = new Counter(out);
        zip = new ZipOutputStream(counter);
        zip.setMethod(ZipOutputStream.STORED);
    }

    /**
     * Writes one dictionary, whole or not at all.
     *
     * @param root maps (with string or integer keys), lists, {@link PythonTuple}s, {@link Tensor}s, numbers, strings,
     *             booleans and null
     */
    public static void write(Path target, Map<String, ?> root) {
        PickleWriter.Pickled pickled = PickleWriter.pickle(root);
        OutputFiles.write(target, out -> {
            TorchWriter writer = new TorchWriter(out);
            writer.entry("data.pkl", MemorySegment.ofArray(pickled.bytes()));
            writer.entry("byteorder", text("little"));
            for (int i = 0; i < pickled.tensors().size(); i++) {
                writer.entry("data/" + i, pickled.tensors().get(i).data());
            }
            writer.entry("version", text("3\n"));
            writer.zip.finish();
        });
    }

    private void entry(String name, MemorySegment data) throws IOException {
        ZipEntry entry = new ZipEntry(FOLDER + name);
        entry.setTimeLocal(TIME);
        entry.setSize(data.byteSize());
        entry.setCompressedSize(data.byteSize());
        entry.setCrc(crc(data));
        entry.setExtra(padding(counter.written + LOCAL_HEADER + entry.getName().length()));
        zip.putNextEntry(entry);
        OutputFiles.copy(data, zip);
        zip.closeEntry();
    }

    /** An extra field of the kind torch pads with ("FB"), so that what follows it is aligned. */
    private static byte[] padding(long at) {
        int zeros = (int) Math.floorMod(-(at + 4), (long) ALIGNMENT);
        byte[] field = new byte[4 + zeros];
        field[0] = 'F';
        field[1] = 'B';
        field[2] = (byte) zeros;
        return field;
    }

    private static long crc(MemorySegment data) throws IOException {
        CRC32 crc = new CRC32();
        OutputFiles.copy(data, new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
        return crc.getValue();
    }

    private static MemorySegment text(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Counts what has been written, to know where the next entry starts. */
    private static final class Counter extends FilterOutputStream {
        private long written;

        Counter(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            written++;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
            written += count;
        }
    }
}
