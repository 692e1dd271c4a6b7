package org.writesae.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import org.writesae.io.InputException;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;
import org.writesae.io.TestFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class InspectCommandTest {
    @TempDir
    private Path directory;

    private static String inspect(Path file, String... options) throws Exception {
        StringWriter text = new StringWriter();
        CommandLine line = new CommandLine(new InspectCommand()).setOut(new PrintWriter(text));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            throw failure;
        });
        String[] args = new String[options.length + 1];
        args[0] = file.toString();
        System.arraycopy(options, 0, args, 1, options.length);
        line.parseArgs(args);
        ((InspectCommand) line.getCommand()).call();
        return text.toString();
    }

    @Test
    void aCheckpointIsShownWithItsConfigAndTensors() throws Exception {
        String text = inspect(TestFiles.file("form_a_bilinear_rank2.pt"), "--stats", "--atom", "3");
        assertThat(text.lines().toList()).contains("form  A, a dictionary with the weights as a state_dict", "  type           bilinear",
                "  rank           2", "  layer          9", "  code_sha          none", "atom 3");
        assertThat(text).containsPattern("V_dec +F32 +\\[12, 2, 6\\] +-?0\\.\\d+ +0\\.\\d+ +0 +0")
                .containsPattern("‖v_0‖ = (1\\.0|0\\.99999)").containsPattern("‖Σ_r v_r w_rᵀ‖_F = \\d");
    }

    @Test
    void jsonHasTheSameFacts() throws Exception {
        JsonNode found = new JsonMapper().readTree(inspect(TestFiles.file("form_b_decoder_only.pt"), "--json", "--atom", "3"));
        assertThat(found.at("/form").asText()).isEqualTo("B");
        assertThat(found.at("/sae/has_encoder").asBoolean()).isFalse();
        JsonNode expected = TestFiles.facts().get("form_b_decoder_only.pt");
        JsonNode component = found.at("/atom/components/0");
        assertThat((float) component.at("/v/2").doubleValue()).isEqualTo((float) expected.at("/atom3Key/0/2").doubleValue());
        assertThat(found.at("/atom/norm").doubleValue())
                .isCloseTo(component.get("norm_v").doubleValue() * component.get("norm_w").doubleValue(), within(1e-12));
        assertThat(found.at("/tensors/0/name").asText()).isEqualTo("V");
    }

    @Test
    void tensorFilesAreTables() throws Exception {
        assertThat(inspect(TestFiles.file("all_types.safetensors"))).contains("form  safetensors").containsPattern("bf16 +BF16 +\\[2, 5\\]");
        assertThat(inspect(TestFiles.file("f2.npy"), "--stats")).contains("form  npy").containsPattern("f2 +F16 +\\[4\\] +0.00000 +1.00000 +0 +0");
        assertThat(inspect(TestFiles.file("deflated.npz"))).contains("form  npz").containsPattern("fortran +F32 +\\[2, 3, 4\\]");
        assertThat(inspect(TestFiles.file("tensors.pt"), "--stats")).contains("form  torch")
                .containsPattern("tensors.special +F16 +\\[3\\] +-Infinity +Infinity +1 +2");
    }

    @Test
    void aModelDirectoryIsOneTable() throws Exception {
        new SafetensorsWriter().put(Tensor.of("w", new float[6], 2, 3)).write(directory.resolve("model.safetensors"));
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"mamba2\", \"time_step_limit\": [0.0, Infinity]}");
        assertThat(inspect(directory)).contains("form  model directory").containsPattern("model_type +mamba2")
                .contains("1 tensors, 6 elements");
        String types = "\"a\", \"a\", \"b\"";
        Files.writeString(directory.resolve("config.json"), "{\"text_config\": {\"layer_types\": [" + String.join(", ", Collections.nCopies(8, types))
                + "], \"rope\": {\"section\": [2, 1, 1]}}}");
        assertThat(inspect(directory)).containsPattern("text_config.layer_types +\\[a x 2, b\\] x 8\n")
                .containsPattern("text_config.rope.section +\\[2,1,1\\]\n");
    }

    @Test
    void anUnusableCheckpointIsShownWithTheReason() throws Exception {
        Path file = directory.resolve("broken.safetensors");
        new SafetensorsWriter().put(Tensor.of("V", new float[] {1, Float.NaN}, 1, 2)).write(file);
        Files.writeString(directory.resolve("cfg.json"), "{}");
        assertThat(inspect(file)).contains("not usable as an autoencoder").containsPattern("V +F32 +\\[1, 2\\]");
    }

    @Test
    void whatCannotBeShownIsOneError() {
        assertThatThrownBy(() -> inspect(TestFiles.file("hostile_os_system.pt"))).isInstanceOf(InputException.class)
                .hasMessageContaining("hostile_os_system.pt: posix.system");
        assertThatThrownBy(() -> inspect(TestFiles.file("f2.npy"), "--atom", "1")).isInstanceOf(InputException.class)
                .hasMessageContaining("--atom needs an autoencoder");
        assertThatThrownBy(() -> inspect(TestFiles.file("form_a_rank1.pt"), "--atom", "12")).isInstanceOf(InputException.class)
                .hasMessageContainingAll("--atom 12: ", "has atoms 0 to 11");
        assertThatThrownBy(() -> inspect(TestFiles.file("form_a_flat.pt"), "--atom", "1")).isInstanceOf(InputException.class)
                .hasMessageContaining("atoms of a flat autoencoder have no factors");
        assertThatThrownBy(() -> inspect(directory.resolve("no.pt"))).isInstanceOf(InputException.class).hasMessageContaining("no such file");
    }
}
