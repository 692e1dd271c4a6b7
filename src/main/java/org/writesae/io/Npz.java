package org.writesae.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** NumPy's npz archives: a zip of npy files, stored ({@code savez}, mapped) or deflated ({@code savez_compressed}). */
public final class Npz {
    private static final int MOST_HEAD = (1 << 16) + 12;
    private static final String SUFFIX = ".npy";

    private Npz() {
    }

    /** Opens the archive; members that are not npy files are left out. Deflated data is unpacked on first use. */
    public static TensorFile open(Path path) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            Map<String, Tensor> tensors = read(path, MappedFile.map(path, arena));
            opened = true;
            return new MappedTensors(path, tensors, Map.of(), arena::close);
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /** Writes arrays as {@code savez} does, uncompressed, whole or not at all. The same values give the same bytes. */
    public static void write(Path path, List<Tensor> arrays) {
        OutputFiles.write(path, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            zip.setMethod(ZipOutputStream.STORED);
            for (Tensor array : arrays) {
                write(zip, array);
            }
            zip.finish();
        });
    }

    private static void write(ZipOutputStream zip, Tensor array) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(Npy.header(array.where(), array.dtype(), array.shape()));
        OutputFiles.copy(array.data(), bytes);
        CRC32 sum = new CRC32();
        sum.update(bytes.toByteArray());
        ZipEntry entry = new ZipEntry(array.name() + SUFFIX);
        entry.setTimeLocal(TorchWriter.TIME);
        entry.setSize(bytes.size());
        entry.setCompressedSize(bytes.size());
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        bytes.writeTo(zip);
        zip.closeEntry();
    }

    /** Reads the content of a file, wherever its bytes are. */
    static Map<String, Tensor> read(Path path, MemorySegment file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ZipEntryData entry : ZipDirectory.read(path, file).entries().values()) {
            if (entry.name().endsWith(SUFFIX)) {
                String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
                String where = path + ": " + name;
                tensors.put(name, Npy.layout(where, entry.head(MOST_HEAD), entry.size()).tensor(name, where, entry::bytes));
            }
        }
        return tensors;
    }
}
