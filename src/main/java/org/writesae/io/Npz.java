package org.writesae.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

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
