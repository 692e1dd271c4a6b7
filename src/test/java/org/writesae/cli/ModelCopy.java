package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

import org.writesae.io.SafetensorsWriter;
import org.writesae.io.ShardedSafetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

/** Damaged copies of the bundled model. */
final class ModelCopy {
    static final String WEIGHTS = "model.safetensors";

    private ModelCopy() {
    }

    /** @param change of every tensor; null leaves it out */
    static Path with(Path folder, UnaryOperator<Tensor> change) throws IOException {
        Files.copy(CommandRun.MODEL.resolve("config.json"), folder.resolve("config.json"));
        SafetensorsWriter writer = new SafetensorsWriter();
        try (TensorFile file = ShardedSafetensors.open(CommandRun.MODEL)) {
            for (String name : file.names()) {
                Tensor changed = change.apply(file.tensor(name));
                if (changed != null) {
                    writer.put(name, changed);
                }
            }
            writer.write(folder.resolve(WEIGHTS));
        }
        return folder;
    }

    /** With some tensors scaled. */
    static Path scaled(Path folder, float factor, String... parts) throws IOException {
        return with(folder, tensor -> {
            if (Arrays.stream(parts).noneMatch(tensor.name()::endsWith)) {
                return tensor;
            }
            float[] values = tensor.floats();
            for (int n = 0; n < values.length; n++) {
                values[n] *= factor;
            }
            return Tensor.of(tensor.name(), values, tensor.shape());
        });
    }
}
