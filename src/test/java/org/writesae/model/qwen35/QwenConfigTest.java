package org.writesae.model.qwen35;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.InputException;
import org.writesae.model.families.Families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is read from a config in its several forms, as transformers 5.18 reads it, and what is refused. */
class QwenConfigTest {
    private static final String SIZES = "\"vocab_size\":9,\"hidden_size\":64,\"intermediate_size\":32,\"num_hidden_layers\":5,"
            + "\"num_attention_heads\":4,\"num_key_value_heads\":2,\"linear_num_value_heads\":4,\"linear_num_key_heads\":2,"
            + "\"linear_key_head_dim\":8,\"linear_value_head_dim\":6,\"linear_conv_kernel_dim\":4";
    private static final String KIND = "\"model_type\":\"qwen3_5_text\",";

    @TempDir
    private Path folder;

    private QwenConfig read(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
        return (QwenConfig) Families.config(folder);
    }

    private QwenConfig with(String more) throws IOException {
        return read("{" + KIND + SIZES + more + "}");
    }

    @Test
    void whatAConfigLeavesOutIsUpstreamsDefault() throws IOException {
        QwenConfig expected = new QwenConfig(9, 64, 32, List.of(true, true, true, false, true), 4, 2, 8, 6, 4, 4, 2, 256, 64, 1e7, 1e-6,
                false);
        String rope = ",\"rope_parameters\":{\"rope_theta\":1e7}";
        assertThat(with(rope)).isEqualTo(expected);
        assertThat(with(rope + ",\"layer_types\":null,\"hidden_act\":\"swish\",\"rope_scaling\":null")).isEqualTo(expected);
        assertThat(read("{\"model_type\":\"qwen3_5\",\"text_config\":{" + SIZES + rope + "}}")).isEqualTo(expected);
    }

    /** Upstream: what a config calls rope_scaling goes before rope_parameters. */
    @Test
    void rotaryParametersHaveTwoNames() throws IOException {
        QwenConfig read = with(",\"head_dim\":16,\"rope_theta\":5e5,\"rope_scaling\":{\"type\":\"default\",\"partial_rotary_factor\":0.5}"
                + ",\"rope_parameters\":{\"rope_theta\":1e7}");
        assertThat(read.ropeTheta()).isEqualTo(5e5);
        assertThat(read.rotary()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,"rope_parameters":{"rope_theta":1e7,"rope_type":"yarn","factor":4.0} | rope_type: only "default" is known, found "yarn"
            ,"rope_parameters":{"rope_theta":1e7,"type":"linear","factor":4.0}    | rope_type: only "default" is known, found "linear"
            ,"rope_parameters":{"rope_theta":1e7},"rope_scaling":{"rope_type":"yarn","factor":4.0} | found "yarn"
            ,"rope_theta":1e7,"rope_scaling":{"type":"yarn","factor":4.0}         | found "yarn"
            ,"rope_parameters":{"rope_theta":1e7},"hidden_act":"gelu"             | hidden_act: only "silu" is known, found "gelu"
            ,"rope_parameters":{"rope_theta":1e7},"quantization_config":{"quant_method":"fp8"} | quantization_config: quantized weights
            """)
    void otherMathematicsIsRefusedByItsKey(String more, String problem) {
        assertThatThrownBy(() -> with(more)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(folder.resolve("config.json") + ": ").hasMessageContaining(problem);
    }

    @Test
    void quantizedWeightsAreRefusedWhereverTheConfigSaysSo() {
        for (String place : new String[] {"},\"quantization_config\":{}}", ",\"quantization_config\":{}}}"}) {
            assertThatThrownBy(() -> read("{\"model_type\":\"qwen3_5\",\"text_config\":{" + KIND + SIZES + place))
                    .isInstanceOf(InputException.class).hasMessageContaining("quantization_config: quantized weights are not read");
        }
    }

    @Test
    void modelsWithExpertsAreOfNoKnownFamily() {
        assertThatThrownBy(() -> read("{\"model_type\":\"qwen3_5_moe\",\"text_config\":{\"model_type\":\"qwen3_5_moe_text\"," + SIZES + "}}"))
                .isInstanceOf(InputException.class).hasMessageContaining("\"qwen3_5_moe_text\" is none of the families");
    }
}
