package org.writesae.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.InputException;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.ShardedSafetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * An output matrix that a config ties to the embedding table and that is in the checkpoint nevertheless. transformers from
 * version 5 on does not tie two that differ, mamba_ssm writes the one over the other.
 */
class TiedHeadTest {
    private static final Path MODELS = GoldenModelTest.DATA.resolve("models");

    @TempDir
    private Path folder;

    private double[] logits(Path directory) {
        int[] tokens = {3, 1, 4, 1, 5};
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(directory, backend)) {
            return model.forward(model.begin(tokens.length), tokens);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gdn-random-a", "deltanet-random-a", "gla-random-a", "mamba2-random-a", "rwkv7-random-a"})
    void isRefusedWhereItIsAnotherMatrix(String name) throws IOException {
        Path stored = MODELS.resolve(name);
        Files.copy(stored.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        String config = Files.readString(stored.resolve("config.json"));
        assertThat(config).contains("\"tie_word_embeddings\": false");
        Files.writeString(folder.resolve("config.json"), config.replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true"));
        assertThatThrownBy(() -> logits(folder)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(folder.resolve("model.safetensors") + ": lm_head.weight: not the embedding table, which the "
                        + "config ties it to (tie_word_embeddings");
    }

    @ParameterizedTest
    @CsvSource({"gdn-tiny, model.language_model.embed_tokens.weight", "gla-random-b, model.embeddings.weight"})
    void isTheTableWhereItIsTheSame(String name, String table) throws IOException {
        Path stored = MODELS.resolve(name);
        SafetensorsWriter writer = new SafetensorsWriter();
        try (TensorFile file = ShardedSafetensors.open(stored)) {
            file.names().forEach(tensor -> writer.put(tensor, file.tensor(tensor)));
            Tensor embeddings = file.tensor(table);
            writer.put("lm_head.weight", Tensor.of("lm_head.weight", embeddings.floats(), embeddings.shape()));
            writer.write(folder.resolve("model.safetensors"));
        }
        Files.copy(stored.resolve("config.json"), folder.resolve("config.json"));
        assertThat(logits(folder)).isEqualTo(logits(stored));
    }
}
