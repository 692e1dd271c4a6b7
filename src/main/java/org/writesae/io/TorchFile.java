package org.writesae.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A file written by {@code torch.save} since torch 1.6: a zip with {@code data.pkl} and one entry per
 * storage. The pickle is read as data under an allow-list; nothing in it is run, and classes become
 * {@link PickledObject}s. Tensors stay mapped until no longer reachable.
 */
public final class TorchFile {
    private static final int MOST_PICKLE_BYTES = 64 << 20;
    private static final byte[] LEGACY_MAGIC = {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46,
            (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19};

    private final Path path;
    private final Object root;

    private TorchFile(Path path, Object root) {
        this.path = path;
        this.root = root;
    }

    /** Reads the pickle and maps the storages. */
    public static TorchFile read(Path path) {
        return read(path, MappedFile.map(path, Arena.ofAuto()));
    }

    /** Reads the content of a file, wherever its bytes are. */
    static TorchFile read(Path path, MemorySegment file) {
        if (!ZipDirectory.looksLikeZip(file)) {
            throw notZip(path, file);
        }
        Map<String, ZipEntryData> entries = ZipDirectory.read(path, file).entries();
        String folder = folder(path, entries);
        ZipEntryData pickle = entries.get(folder + "data.pkl");
        if (pickle.size() > MOST_PICKLE_BYTES) {
            throw InputException.at(path, "data.pkl", pickle.size() + " bytes, at most " + MOST_PICKLE_BYTES + " expected");
        }
        MemorySegment bytes = pickle.bytes();
        Storages storages = new Storages(entries, folder + "data/", isBigEndian(path, entries, folder));
        TorchTensors tensors = new TorchTensors(path.toString(), storages);
        Object root = PickleMachine.run(path + ": data.pkl", MappedFile.bytes(bytes, 0, (int) bytes.byteSize()),
                new TorchVocabulary(path.toString(), tensors));
        return new TorchFile(path, PickleTree.finish(path.toString(), root));
    }

    public Path path() {
        return path;
    }

    /**
     * What was saved: {@code Map<String, Object>}, {@code List}, {@link Tensor}, {@link PickledObject},
     * {@link PickledGlobal}, Long, Double, String, Boolean, byte[] or null. Unmodifiable, without cycles.
     */
    public Object root() {
        return root;
    }

    /**
     * The value at a dotted path of keys, attributes and list indices. Keys that contain dots themselves are
     * found too ({@code model_state_dict.encoder.weight}). A missing one is bad input.
     */
    public Object at(String place) {
        return PicklePath.at(path.toString(), root, place);
    }

    /** All tensors by their path, in file order; a shared one appears once. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> found = new LinkedHashMap<>();
        Map<Object, Boolean> seen = new IdentityHashMap<>();
        Deque<Object> left = new ArrayDeque<>(List.of(root == null ? "" : root));
        while (!left.isEmpty()) {
            Object value = left.pop();
            if (value instanceof Tensor tensor) {
                found.putIfAbsent(tensor.name(), tensor);
            } else if (seen.put(value, true) == null) {
                List<Object> parts = PicklePath.parts(value);
                for (int i = parts.size() - 1; i >= 0; i--) {
                    if (parts.get(i) != null) {
                        left.push(parts.get(i));
                    }
                }
            }
        }
        return Collections.unmodifiableMap(found);
    }

    /** {@link #tensors} as those of a checkpoint; closing it does nothing. */
    public TensorFile tensorFile() {
        return new MappedTensors(path, tensors(), Map.of(), () -> { });
    }

    /** Everything lies in one folder, whose name is up to the writer. */
    private static String folder(Path path, Map<String, ZipEntryData> entries) {
        for (String name : entries.keySet()) {
            if (name.endsWith("/constants.pkl")) {
                throw new InputException(path + ": a TorchScript archive; a file written by torch.save was expected");
            }
        }
        List<String> pickles = entries.keySet().stream().filter(name -> name.endsWith("/data.pkl") || name.equals("data.pkl"))
                .toList();
        if (pickles.size() != 1) {
            throw new InputException(path + ": a zip file with " + pickles.size() + " data.pkl entries, one was expected"
                    + " (was it written by torch.save?)");
        }
        String name = pickles.getFirst();
        return name.substring(0, name.length() - "data.pkl".length());
    }

    private static boolean isBigEndian(Path path, Map<String, ZipEntryData> entries, String folder) {
        ZipEntryData order = entries.get(folder + "byteorder");
        if (order == null) {
            return false; // Written before torch 2.1, always little-endian in practice.
        }
        MemorySegment head = order.head(16);
        String text = Utf8.decode(MappedFile.bytes(head, 0, (int) head.byteSize()), path, "byteorder");
        if (!text.equals("little") && !text.equals("big")) {
            throw InputException.at(path, "byteorder", "'" + text + "', expected little or big");
        }
        return text.equals("big");
    }

    private static InputException notZip(Path path, MemorySegment file) {
        if (file.byteSize() >= LEGACY_MAGIC.length
                && Arrays.equals(MappedFile.bytes(file, 0, LEGACY_MAGIC.length), LEGACY_MAGIC)) {
            return new InputException(path + ": torch.save's format before torch 1.6, which is not read here;"
                    + " load it with torch and save it again");
        }
        return new InputException(path + ": not a file written by torch.save, a zip file was expected");
    }

    /** The entries {@code data/0}, {@code data/1}, ... */
    private record Storages(Map<String, ZipEntryData> entries, String folder, boolean bigEndian)
            implements TorchTensors.Data {
        @Override
        public long byteSize(String key) {
            ZipEntryData entry = entries.get(folder + key);
            return entry == null ? -1 : entry.size();
        }

        @Override
        public Supplier<MemorySegment> littleEndian(String key, int width) {
            ZipEntryData entry = entries.get(folder + key);
            return bigEndian ? () -> Gather.swapped(entry.bytes(), width) : entry::bytes;
        }
    }
}
