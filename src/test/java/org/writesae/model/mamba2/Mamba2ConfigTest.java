package org.writesae.model.mamba2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Both forms of the config, and what is refused. */
class Mamba2ConfigTest {
    private static final Path MODELS = Path.of("reference-data/models");
    /** As stored copies of state-spaces/mamba2-370m have it. */
    private static final String PUBLISHED = """
            {"d_model": 1024, "d_intermediate": 0, "n_layer": 48, "vocab_size": 50277, "ssm_cfg": {"layer": "Mamba2"},
             "attn_layer_idx": [], "attn_cfg": {}, "rms_norm": true, "residual_in_fp32": true, "fused_add_norm": true,
             "pad_vocab_size_multiple": 16, "tie_embeddings": true}
            """;
    private static final String CONVERTED = """
            {"model_type": "mamba2", "num_heads": 32, "head_dim": 64, "hidden_size": 1024, "state_size": 128,
             "num_hidden_layers": 48, "expand": 2, "conv_kernel": 4, "n_groups": 1, "layer_norm_epsilon": 1e-5,
             "use_bias": false, "use_conv_bias": true, "chunk_size": 256, "time_step_limit": [0.0, Infinity],
             "residual_in_fp32": true, "tie_word_embeddings": true, "vocab_size": 50288}
            """;

    @TempDir
    private Path folder;

    private ModelConfig read(String json) {
        try {
            Files.writeString(folder.resolve("config.json"), json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Families.config(folder);
    }

    private void refused(String from, String to, String json, String... parts) {
        assertThat(json).contains(from);
        assertThatThrownBy(() -> read(json.replace(from, to))).isInstanceOf(InputException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void bothFormsOfThePublishedModelAreTheSame() {
        assertThat(read(PUBLISHED)).isEqualTo(Mamba2Config.mamba370m());
        assertThat(read(CONVERTED)).isEqualTo(Mamba2Config.mamba370m());
        assertThat(read(CONVERTED.replace("Infinity", "{\"__float__\": \"Infinity\"}"))).isEqualTo(Mamba2Config.mamba370m());
    }

    @Test
    void defaultsOfAnotherModelAreNotTaken() {
        for (String key : new String[] {"num_heads", "head_dim", "hidden_size", "state_size", "num_hidden_layers", "n_groups",
            "vocab_size"}) {
            refused("\"" + key + "\"", "\"other\"", CONVERTED, key, "expected a positive integer, found nothing");
        }
    }

    @Test
    void whatIsNotDone() {
        refused("\"use_bias\": false", "\"use_bias\": true", CONVERTED, "use_bias");
        refused("\"expand\": 2", "\"expand\": 3", CONVERTED, "expand", "2048");
        refused("\"n_groups\": 1", "\"n_groups\": 5", CONVERTED, "num_heads", "multiple of the 5 groups");
        refused("\"state_size\": 128", "\"state_size\": 512", CONVERTED, "state_size", "at most 256");
        refused("[0.0, Infinity]", "[0.0]", CONVERTED, "time_step_limit", "two numbers");
        refused("[0.0, Infinity]", "[0.5, 0.1]", CONVERTED, "time_step_limit", "below");
        refused("1e-5", "NaN", CONVERTED, "layer_norm_epsilon", "finite");
        refused("{\"layer\": \"Mamba2\"}", "{}", PUBLISHED, "ssm_cfg.layer", "Mamba1");
        refused("\"attn_layer_idx\": []", "\"attn_layer_idx\": [9]", PUBLISHED, "attn_layer_idx");
        refused("\"d_intermediate\": 0", "\"d_intermediate\": 64", PUBLISHED, "d_intermediate");
        refused("\"Mamba2\"}", "\"Mamba2\", \"norm_before_gate\": true}", PUBLISHED, "norm_before_gate");
        refused("\"Mamba2\"}", "\"Mamba2\", \"d_ssm\": 64}", PUBLISHED, "d_ssm");
        refused("\"Mamba2\"}", "\"Mamba2\", \"headdim\": 100}", PUBLISHED, "headdim");
    }

    @Test
    void weightsOfAnotherShapeAreRefused() throws IOException {
        Path weights = MODELS.resolve("mamba2-random-b/pytorch_model.bin");
        String json = Files.readString(MODELS.resolve("mamba2-random-b/config.json"));
        Files.copy(weights, folder.resolve("pytorch_model.bin"));
        read(json.replace("\"headdim\": 10", "\"headdim\": 5"));
        try (JvmBackend backend = new JvmBackend(1)) {
            assertThatThrownBy(() -> Families.load(folder, backend)).isInstanceOf(InputException.class)
                    .hasMessageContainingAll("pytorch_model.bin", "in_proj.weight", "expected [");
            Files.writeString(folder.resolve("pytorch_model.bin"), "no weights");
            assertThatThrownBy(() -> Families.load(folder, backend)).isInstanceOf(InputException.class)
                    .hasMessageContaining("torch.save");
            Files.delete(folder.resolve("pytorch_model.bin"));
            assertThatThrownBy(() -> Families.load(folder, backend)).isInstanceOf(InputException.class)
                    .hasMessageContaining("model.safetensors");
        }
    }
}
