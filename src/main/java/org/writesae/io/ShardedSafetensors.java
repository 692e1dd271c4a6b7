package org.writesae.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The safetensors of a model directory: those that {@code model.safetensors.index.json} lists, else
 * {@code model.safetensors}, else the only {@code *.safetensors} file there is.
 */
public final class ShardedSafetensors implements TensorFile {
    private static final String INDEX = "model.safetensors.index.json";
    private static final String WHOLE = "model.safetensors";

    private final Path path;
    private final Map<String, TensorFile> fileOf;
    private final Map<String, TensorFile> shards;
    private final Map<String, String> metadata;

    private ShardedSafetensors(Path path, Map<String, TensorFile> fileOf, Map<String, TensorFile> shards,
            Map<String, String> metadata) {
        this.path = path;
        this.fileOf = Collections.unmodifiableMap(fileOf);
        this.shards = shards;
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /** Opens every shard, so that a missing file or key is reported now and not in the middle of a run. */
    public static TensorFile open(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InputException(directory + ": a directory with safetensors files was expected");
        }
        Path index = directory.resolve(INDEX);
        if (Files.exists(index)) {
            return openIndexed(directory, index);
        }
        Path whole = directory.resolve(WHOLE);
        return Safetensors.open(Files.exists(whole) ? whole : onlyFile(directory));
    }

    /** Whether a directory has any safetensors file. */
    static boolean isIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().contains(".safetensors"));
        } catch (IOException failure) {
            throw new InputException(directory + ": cannot be listed: " + failure.getMessage(), failure);
        }
    }

    private static TensorFile openIndexed(Path directory, Path index) {
        JsonNode document = JsonFiles.read(index);
        JsonNode map = document.path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw InputException.at(index, "weight_map", "an object of tensor name to file name was expected");
        }
        requireOneCheckpoint(directory, index, map);
        Map<String, TensorFile> shards = new HashMap<>();
        Map<String, TensorFile> fileOf = new LinkedHashMap<>();
        boolean opened = false;
        try {
            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                fileOf.put(entry.getKey(), shard(directory, index, entry, shards));
            }
            opened = true;
        } finally {
            if (!opened) {
                shards.values().forEach(TensorFile::close);
            }
        }
        return new ShardedSafetensors(index, fileOf, shards, strings(document.path("metadata")));
    }

    /** Where both are there, transformers takes the one file and does not look at the index. */
    private static void requireOneCheckpoint(Path directory, Path index, JsonNode map) {
        boolean listed = map.valueStream().anyMatch(name -> name.asText().equals(WHOLE));
        if (!listed && Files.exists(directory.resolve(WHOLE))) {
            throw InputException.at(index, "weight_map", "does not list the " + WHOLE + " beside it; take away the weights that "
                    + "are not meant, transformers would read " + WHOLE);
        }
    }

    private static TensorFile shard(Path directory, Path index, Map.Entry<String, JsonNode> entry,
            Map<String, TensorFile> shards) {
        String place = "weight_map." + entry.getKey();
        if (!entry.getValue().isTextual()) {
            throw InputException.at(index, place, "a file name was expected");
        }
        String name = entry.getValue().textValue();
        TensorFile shard = shards.get(name);
        if (shard == null) {
            Path file = inside(directory, index, place, name);
            if (!Files.exists(file)) {
                throw InputException.at(index, place, "the shard " + name + " is missing from the directory");
            }
            shard = Safetensors.open(file);
            shards.put(name, shard);
        }
        if (!shard.contains(entry.getKey())) {
            throw InputException.at(index, place, "the shard " + name + " has no such tensor"
                    + ClosestNames.hint(entry.getKey(), shard.names()));
        }
        return shard;
    }

    /** Links are followed, since download caches consist of them; the name itself must stay inside. */
    private static Path inside(Path directory, Path index, String place, String name) {
        try {
            Path relative = Path.of(name);
            Path resolved = directory.resolve(relative).normalize();
            boolean climbs = Stream.of(name.split("[/\\\\]")).anyMatch(".."::equals);
            if (!relative.isAbsolute() && !climbs && resolved.startsWith(directory.normalize())) {
                return resolved;
            }
        } catch (InvalidPathException impossible) {
            throw InputException.at(index, place, "not a file name: " + impossible.getReason());
        }
        throw InputException.at(index, place, "the shard " + name + " lies outside the directory");
    }

    private static Path onlyFile(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.filter(file -> file.getFileName().toString().endsWith(".safetensors")).sorted().toList();
            if (found.size() != 1) {
                throw new InputException(directory + ": expected " + INDEX + ", " + WHOLE
                        + " or a single .safetensors file, found " + found.size());
            }
            return found.getFirst();
        } catch (IOException failure) {
            throw new InputException(directory + ": cannot be listed: " + failure.getMessage(), failure);
        }
    }

    private static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new LinkedHashMap<>();
        object.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }

    /** The index file. */
    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() {
        return fileOf.keySet();
    }

    @Override
    public Tensor tensor(String name) {
        TensorFile shard = fileOf.get(name);
        if (shard == null) {
            throw InputException.at(path, name, "no such tensor" + ClosestNames.hint(name, names()));
        }
        return shard.tensor(name);
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public void close() {
        shards.values().forEach(TensorFile::close);
    }
}
