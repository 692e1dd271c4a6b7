package org.writesae.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one safetensors file: an 8-byte little-endian header length, a JSON header, then the data. The
 * tensors must cover the data exactly, as the format demands: no overlap, no hole, nothing after them.
 */
public final class Safetensors {
    /** The format's own limit on the header. */
    static final long MOST_HEADER_BYTES = 100_000_000;

    private Safetensors() {
    }

    /** Maps the file and checks its header; tensor data is read only on use. */
    public static TensorFile open(Path path) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            TensorFile file = read(path, MappedFile.map(path, arena), arena::close);
            opened = true;
            return file;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /** As {@link #open}, for tensors that outlive their file object: unmapped when unreachable, closing does nothing. */
    public static TensorFile openManaged(Path path) {
        return read(path, MappedFile.map(path, Arena.ofAuto()), () -> {
        });
    }

    /** Reads the content of a file, wherever its bytes are. */
    static TensorFile read(Path path, MemorySegment file, Runnable close) {
        long headerLength = headerLength(path, file);
        String text = Utf8.decode(MappedFile.bytes(file, 8, (int) headerLength), path, "header");
        if (!text.startsWith("{")) {
            throw InputException.at(path, "header", "a JSON object was expected at byte 8");
        }
        SafetensorsHeader header = SafetensorsHeader.parse(path, text);
        MemorySegment data = file.asSlice(8 + headerLength);
        checkCoverage(path, header.entries(), data.byteSize());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        header.entries().forEach((name, entry) -> tensors.put(name, tensor(path, name, entry, data)));
        return new MappedTensors(path, tensors, header.metadata(), close);
    }

    private static long headerLength(Path path, MemorySegment file) {
        if (file.byteSize() < 8) {
            throw new InputException(path + ": " + file.byteSize() + " bytes, too short for safetensors");
        }
        long length = file.get(Elements.LONG, 0);
        if (length < 2 || length > file.byteSize() - 8) {
            throw InputException.at(path, "header length", Long.toUnsignedString(length) + " bytes claimed, "
                    + (file.byteSize() - 8) + " follow");
        }
        if (length > MOST_HEADER_BYTES) {
            throw InputException.at(path, "header length", length + " bytes, more than " + MOST_HEADER_BYTES);
        }
        return length;
    }

    private static void checkCoverage(Path path, Map<String, SafetensorsHeader.Entry> entries, long dataBytes) {
        List<Map.Entry<String, SafetensorsHeader.Entry>> byOffset = new ArrayList<>(entries.entrySet());
        byOffset.sort(Comparator.comparingLong((Map.Entry<String, SafetensorsHeader.Entry> e) -> e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        long covered = 0;
        for (Map.Entry<String, SafetensorsHeader.Entry> named : byOffset) {
            SafetensorsHeader.Entry entry = named.getValue();
            checkSize(path, named.getKey(), entry, dataBytes);
            if (entry.begin() != covered) {
                throw InputException.at(path, named.getKey(), entry.begin() < covered
                        ? "data_offsets begin at " + entry.begin() + ", inside the tensor that ends at " + covered
                        : "data_offsets begin at " + entry.begin() + ", bytes from " + covered + " belong to no tensor");
            }
            covered = entry.end();
        }
        if (covered != dataBytes) {
            throw InputException.at(path, "data", (dataBytes - covered) + " bytes after the last tensor");
        }
    }

    private static void checkSize(Path path, String name, SafetensorsHeader.Entry entry, long dataBytes) {
        if (entry.begin() > entry.end() || entry.end() > dataBytes) {
            throw InputException.at(path, name, "data_offsets [" + entry.begin() + ", " + entry.end()
                    + "] do not lie in the " + dataBytes + " bytes of data");
        }
        long bytes = Shapes.bytes(Shapes.size(entry.shape()), entry.dtype());
        if (bytes != entry.end() - entry.begin()) {
            throw InputException.at(path, name, "shape " + Shapes.text(entry.shape()) + " of " + entry.dtype() + " takes "
                    + (bytes < 0 ? "more than 2^62" : bytes) + " bytes, data_offsets hold "
                    + (entry.end() - entry.begin()));
        }
    }

    private static Tensor tensor(Path path, String name, SafetensorsHeader.Entry entry, MemorySegment data) {
        MemorySegment slice = data.asSlice(entry.begin(), entry.end() - entry.begin());
        return new Tensor(name, path + ": " + name, entry.dtype(), entry.shape(), () -> slice);
    }
}
