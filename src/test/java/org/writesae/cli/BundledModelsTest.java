package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.Npy;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;

import static org.assertj.core.api.Assertions.assertThat;

/** What a new user does with a model, on every bundled one: every family, layout and config. */
class BundledModelsTest {
    private static final int[] TOKENS = {3, 1, 4, 1, 5, 9, 2, 6};

    @TempDir
    private Path folder;

    static Stream<Path> models() throws IOException {
        try (Stream<Path> models = Files.list(CommandRun.DATA.resolve("models"))) {
            return models.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void isRunGeneratedFromExtractedAndInspected(Path model) {
        ModelConfig config = Families.config(model);
        CommandRun.of("inspect", model).done();

        Path dump = folder.resolve("dump.safetensors");
        JsonNode run = CommandRun.of("run", "--model", model, "--tokens", "3,1,4,1,5,9,2,6", "--dump", "logits,states,writes,gates",
                "--positions", "7", "--out", dump, "--json").done().json();
        assertThat(run.get("tokens").asInt()).isEqualTo(TOKENS.length);
        JsonNode text = CommandRun.of("generate", "--model", model, "--tokens", "3,1,4,1,5,9,2,6", "--max-tokens", 2, "--no-stop",
                "--json").done().json();
        assertThat(text.get("ids")).hasSize(2);

        Path corpus = folder.resolve("corpus.npy");
        Npy.write(corpus, Tensor.of("tokens", TOKENS, 1, TOKENS.length));
        int layer = config.stateLayers().getFirst();
        CommandRun.of("extract", "--model", model, "--tokens", corpus, "--layers", layer, "--dtype", "float32", "--out",
                folder.resolve("states")).done();
        float[] head0 = Npy.open(folder.resolve("states/layer_" + layer + "/head_0.npy")).floats();
        try (TensorFile file = Safetensors.open(dump)) {
            float[] states = file.tensor("layers." + layer + ".state.7").floats();
            int dk = config.dk();
            int dv = config.dv();
            assertThat(head0).hasSize(dk * dv);
            for (int n = 0; n < head0.length; n++) {
                int turned = config.upstreamKeysFirst() ? n : n % dk * dv + n / dk;
                assertThat(head0[n]).isEqualTo(states[turned]);
            }
        }
    }
}
