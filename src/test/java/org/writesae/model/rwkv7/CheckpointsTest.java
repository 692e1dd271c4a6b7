package org.writesae.model.rwkv7;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.InputException;
import org.writesae.io.Safetensors;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The sizes of checkpoints, from a config or from the shapes of an official file. */
class CheckpointsTest {
    private static final Path MODELS = Path.of("reference-data/models");
    private static final String SMALL = "\"model_type\":\"rwkv7\",\"hidden_size\":64,\"num_hidden_layers\":2,\"vocab_size\":9";

    @TempDir
    private Path folder;

    private Rwkv7Config read(String more) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{" + SMALL + more + "}");
        return (Rwkv7Config) Families.config(folder);
    }

    @Test
    void whatAConfigLeavesOutIsUpstreamsDefault() throws IOException {
        assertThat(read("")).isEqualTo(new Rwkv7Config(9, 64, 2, 1, 64, 64, 256, new Ranks(64, 64, 16, 128), true, true, 1e-5, 64e-5,
                1e-6, 0, false));
        assertThat(read(",\"head_dim\":null,\"num_heads\":4,\"fuse_norm\":false,\"hidden_ratio\":1.2,\"a_low_rank_dim\":null"))
                .isEqualTo(new Rwkv7Config(9, 64, 2, 4, 16, 16, 96, new Ranks(64, 32, 16, 128), true, true, 1e-5, 16e-5, 0, 1e-12,
                        false));
    }

    @Test
    void nullIsFalseAsInPython() throws IOException {
        assertThat(read(",\"fuse_norm\":null,\"norm_bias\":null,\"norm_first\":null"))
                .isEqualTo(read(",\"fuse_norm\":false,\"norm_bias\":false,\"norm_first\":false"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,"attn":{"layers":[1]}      | attn: layers of full attention
            ,"hidden_act":"relu"        | hidden_act: only "sqrelu" is known, found "relu"
            ,"head_dim":48              | head_dim: 48 does not divide hidden_size 64
            ,"head_dim":null,"num_heads":65 | head_dim: 0 does not divide hidden_size 64
            ,"num_heads":3              | num_heads: expected hidden_size / head_dim = 1
            ,"value_dim":[64,128]       | value_dim: only hidden_size 64
            ,"v_low_rank_dim":"few"      | v_low_rank_dim: expected a positive integer
            """)
    void aConfigThatCannotBeRunIsRefused(String more, String problem) {
        assertThatThrownBy(() -> read(more)).isInstanceOf(InputException.class).hasMessageContaining(problem)
                .hasMessageContaining("config.json");
    }

    /** Upstream's layers without biases pass over those of the file, and with them cannot do without. */
    @Test
    void biasesOfNormsAreThoseTheConfigKnows() throws IOException {
        Path stored = MODELS.resolve("rwkv7-random-a");
        String config = Files.readString(stored.resolve("config.json"));
        Files.copy(stored.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("config.json"), config.replace("\"norm_bias\": true", "\"norm_bias\": false"));
        double[] unread = logits();
        SafetensorsWriter zeros = new SafetensorsWriter();
        try (TensorFile file = Safetensors.open(stored.resolve("model.safetensors"))) {
            for (String name : file.names()) {
                Tensor tensor = file.tensor(name);
                boolean dropped = name.endsWith("norm.bias") && !name.contains("g_norm");
                zeros.put(name, dropped ? Tensor.of(name, new float[(int) tensor.size()], tensor.shape()) : tensor);
            }
            zeros.write(folder.resolve("model.safetensors"));
        }
        Files.writeString(folder.resolve("config.json"), config);
        assertThat(unread).isEqualTo(logits());
        Files.copy(MODELS.resolve("rwkv7-random-b/model.safetensors"), folder.resolve("model.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve("config.json"),
                Files.readString(MODELS.resolve("rwkv7-random-b/config.json")).replace("\"norm_bias\": false", "\"norm_bias\": true"));
        assertThatThrownBy(this::logits).isInstanceOf(InputException.class).hasMessageContaining("pre_norm.bias: no such tensor");
    }

    private double[] logits() {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(folder, backend)) {
            return model.forward(model.begin(4), new int[] {3, 1, 4, 1});
        }
    }

    @Test
    void anOfficialFileHasItsSizesInItsShapes() {
        Rwkv7Config expected = new Rwkv7Config(67, 32, 3, 2, 16, 16, 128, new Ranks(6, 5, 4, 9), true, true, 1e-5, 64e-5, 0, 1e-12,
                false);
        assertThat(Families.config(MODELS.resolve("rwkv7-random-c"))).isEqualTo(expected);
        assertThat(Families.config(MODELS.resolve("rwkv7-random-c/rwkv7-random.pth"))).isEqualTo(expected);
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        Path other = folder.resolve("other.pth");
        Files.copy(MODELS.resolve("gdn-tiny/sae/bilinear_L2_H2/best.pt"), other);
        assertThatThrownBy(() -> Families.config(other)).isInstanceOf(InputException.class)
                .hasMessageContaining("not an official RWKV-7 checkpoint").hasMessageContaining("other.pth");
        Files.copy(other, folder.resolve("another.pth"));
        assertThatThrownBy(() -> Families.config(folder)).isInstanceOf(InputException.class)
                .hasMessageContaining("2 .pth files and no config.json");
    }
}
