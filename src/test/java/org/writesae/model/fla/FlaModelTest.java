package org.writesae.model.fla;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.InputException;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Configs and checkpoints of DeltaNet and GLA: what is read from them, and what is refused. */
class FlaModelTest {
    private static final Path MODELS = Path.of("reference-data/models");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    /** A copy of a model with one key of its config changed; "-" takes it out. */
    private Path changed(String model, String key, String value) throws IOException {
        try (Stream<Path> files = Files.list(MODELS.resolve(model))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path config = folder.resolve("config.json");
        ObjectNode root = (ObjectNode) JSON.readTree(config.toFile());
        if (value.equals("-")) {
            root.remove(key);
        } else {
            root.set(key, JSON.readTree(value));
        }
        JSON.writeValue(config.toFile(), root);
        return folder;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "deltanet-random-a | qk_activation | \"relu\"",
        "deltanet-random-a | qk_norm | \"sum\"",
        "deltanet-random-a | use_short_conv | false",
        "deltanet-random-a | conv_bias | true",
        "deltanet-random-a | use_beta | false",
        "deltanet-random-a | use_beta | null",
        "deltanet-random-a | use_short_conv | null",
        "deltanet-random-a | allow_neg_eigval | true",
        "deltanet-random-a | attn | {\"layers\": [1]}",
        "deltanet-random-a | hidden_act | \"powlu\"",
        "deltanet-random-a | conv_size | 1",
        "deltanet-random-a | expand_k | 0.3",
        "deltanet-random-a | hidden_size | -",
        "gla-random-a | feature_map | \"relu\"",
        "gla-random-a | clamp_min | -0.5",
        "gla-random-a | num_kv_heads | 1",
        "gla-random-a | use_gk | false",
        "gla-random-a | use_gv | true",
        "gla-random-a | use_short_conv | true",
        "gla-random-a | elementwise_affine | false",
        "gla-random-a | elementwise_affine | null",
        "gla-random-a | gate_fn | \"sigmoid\"",
        "gla-random-a | norm_eps | 2",
        "gla-random-a | expand_k | 30"})
    void refusesOtherMathematicsByItsKey(String model, String key, String value) throws IOException {
        Path changed = changed(model, key, value);
        assertThatThrownBy(() -> Families.config(changed)).isInstanceOf(InputException.class)
                .hasMessageContaining("config.json").hasMessageContaining(key);
    }

    @ParameterizedTest
    @CsvSource({
        "deltanet-random-a, num_heads, 3, q_conv1d|q_proj|b_proj|o_norm|v_proj",
        "deltanet-random-a, conv_size, 3, q_conv1d",
        "deltanet-random-a, use_gate, true, g_proj",
        "deltanet-random-a, intermediate_size, 41, down_proj",
        "gla-random-a, expand_v, 0.5, proj",
        "gla-random-c, use_output_gate, true, g_proj"})
    void namesTheTensorThatDoesNotFit(String model, String key, String value, String tensor) throws IOException {
        Path changed = changed(model, key, value);
        try (JvmBackend backend = new JvmBackend(1)) {
            assertThatThrownBy(() -> Families.load(changed, backend)).isInstanceOf(InputException.class)
                    .hasMessageMatching("(?s).*(" + tensor + ").*");
        }
    }

    /** The width of the block comes from the ratio, ε from its old name, and everything else from upstream's defaults. */
    @Test
    void readsConfigsOfEveryRevision() {
        assertThat(Families.config(MODELS.resolve("gla-random-b"))).isInstanceOfSatisfying(
                org.writesae.model.gla.GlaConfig.class, c -> {
                    assertThat(c.sizes()).isEqualTo(new FlaSizes(64, 32, 256, 2, 2, 12, 8, 1e-5, true));
                    assertThat(c.gated()).isTrue();
                });
    }

    /** The published 1.3B models: 16 heads of 128 × 128, and 4 of 256 × 512, in 24 layers. */
    @Test
    void readsThePublishedSizes() throws IOException {
        Path config = folder.resolve("config.json");
        Files.writeString(config, "{\"model_type\": \"delta_net\", \"hidden_size\": 2048, \"num_hidden_layers\": 24, "
                + "\"num_heads\": 16, \"intermediate_size\": null, \"norm_first\": false, \"attn\": null, \"pad_token_id\": 2}");
        ModelConfig deltaNet = Families.config(folder);
        assertThat(new int[] {deltaNet.heads(), deltaNet.dk(), deltaNet.dv(), deltaNet.layers(), deltaNet.vocabulary()})
                .containsExactly(16, 128, 128, 24, 32000);
        assertThat(((FlaConfig) deltaNet).sizes().intermediate()).isEqualTo(5632);
        Files.writeString(config, "{\"model_type\": \"gla\", \"hidden_size\": 2048, \"num_hidden_layers\": 24, \"clamp_min\": null, "
                + "\"attn_mode\": \"fused_chunk\", \"rms_norm_eps\": 1e-6, \"feature_map\": null, \"fuse_norm\": true}");
        ModelConfig gla = Families.config(folder);
        assertThat(new int[] {gla.heads(), gla.dk(), gla.dv()}).containsExactly(4, 256, 512);
    }
}
