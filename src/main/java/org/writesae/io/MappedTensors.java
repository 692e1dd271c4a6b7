package org.writesae.io;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** Tensors that all live in one mapping of one file. */
final class MappedTensors implements TensorFile {
    private final Path path;
    private final Map<String, Tensor> tensors;
    private final Map<String, String> metadata;
    private final Runnable unmap;
    private boolean closed;

    MappedTensors(Path path, Map<String, Tensor> tensors, Map<String, String> metadata, Runnable unmap) {
        this.path = path;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.metadata = Collections.unmodifiableMap(metadata);
        this.unmap = unmap;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw InputException.at(path, name, "no such tensor" + ClosestNames.hint(name, names()));
        }
        return tensor;
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            unmap.run();
        }
    }
}
