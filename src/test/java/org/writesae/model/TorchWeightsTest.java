package org.writesae.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Models whose weights are a {@code pytorch_model.bin} that {@code torch.save} wrote. */
class TorchWeightsTest {
    private static final Path MODELS = GoldenModelTest.DATA.resolve("models");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rwkv7-random-b", "deltanet-random-b", "gla-random-a"})
    void areThoseOfTheSafetensors(String name) throws IOException {
        Path stored = MODELS.resolve(name);
        Files.copy(stored.resolve("config.json"), folder.resolve("config.json"));
        Files.copy(stored.resolve("torch/pytorch_model.bin"), folder.resolve("pytorch_model.bin"));
        int[] tokens = Arrays.copyOf(Npy.open(stored.resolve("tokens.npy")).ints(), 20);
        assertThat(logits(folder, tokens)).isEqualTo(logits(stored, tokens));
    }

    private static double[] logits(Path directory, int[] tokens) {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(directory, backend)) {
            return model.forward(model.begin(tokens.length), tokens);
        }
    }

    @Test
    void severalTorchFilesAreRefusedAndSafetensorsGoFirst() throws IOException {
        Path stored = MODELS.resolve("gla-random-a");
        Files.copy(stored.resolve("config.json"), folder.resolve("config.json"));
        try (JvmBackend backend = new JvmBackend(1)) {
            assertThatThrownBy(() -> Families.load(folder, backend)).isInstanceOf(InputException.class)
                    .hasMessageContaining("pytorch_model.bin").hasMessageContaining("model.safetensors");
            Files.writeString(folder.resolve("pytorch_model.bin.index.json"), "{}");
            assertThatThrownBy(() -> Families.load(folder, backend)).isInstanceOf(InputException.class)
                    .hasMessageContaining("several torch files");
            Files.writeString(folder.resolve("pytorch_model.bin"), "not a checkpoint");
            assertThatThrownBy(() -> Families.load(folder, backend)).isInstanceOf(InputException.class)
                    .hasMessageContaining("pytorch_model.bin");
            Files.copy(stored.resolve("model.safetensors"), folder.resolve("model.safetensors"));
            Families.load(folder, backend).close();
        }
    }
}
