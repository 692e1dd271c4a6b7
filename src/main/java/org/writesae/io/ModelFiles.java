package org.writesae.io;

import java.nio.file.Files;
import java.nio.file.Path;

/** The weights of a model directory: its safetensors, or where there are none its {@code pytorch_model.bin}. */
public final class ModelFiles {
    private static final String TORCH = "pytorch_model.bin";
    private static final String SHARDED_TORCH = "pytorch_model.bin.index.json";

    private ModelFiles() {
    }

    /** @throws InputException if there are no weights, or a file is broken */
    public static TensorFile open(Path directory) {
        if (!Files.isDirectory(directory) || ShardedSafetensors.isIn(directory)) {
            return ShardedSafetensors.open(directory);
        }
        if (Files.exists(directory.resolve(TORCH))) {
            return TorchFile.read(directory.resolve(TORCH)).tensorFile();
        }
        String found = Files.exists(directory.resolve(SHARDED_TORCH)) ? "weights in several torch files, which are not read"
                : "no weights";
        throw new InputException(directory + ": " + found + "; expected model.safetensors, shards with "
                + "model.safetensors.index.json, or one " + TORCH);
    }
}
