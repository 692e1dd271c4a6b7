package org.writesae.io;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Named tensors of one file or of one directory of shards. Close it when no tensor of it is needed any more. */
public interface TensorFile extends AutoCloseable {

    Path path();

    /** Names in the order of the file. */
    Set<String> names();

    default boolean contains(String name) {
        return names().contains(name);
    }

    /** The tensor of that name; a missing one is bad input, reported with the closest names that do exist. */
    Tensor tensor(String name);

    /** Free-form strings stored with the tensors; empty where the format has none. */
    Map<String, String> metadata();

    /** Unmaps the file: its tensors cannot be read any more. */
    @Override
    void close();
}
