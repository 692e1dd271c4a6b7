package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;
import org.writesae.io.TestFiles;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.TrainingState;

import static org.assertj.core.api.Assertions.assertThat;

class ConvertCommandTest {
    @TempDir
    private Path directory;

    @Test
    void thereAndBack() {
        CommandRun run = CommandRun.of("convert", CommandRun.SAE, "--out", directory).done();
        assertThat(run.out()).contains("bilinear, 7 tensors").contains("sae_weights.safetensors");
        JsonNode config = JsonFiles.read(directory.resolve("cfg.json"));
        assertThat(config.get("d_sae")).isEqualTo(config.get("n_features"));
        assertThat(config.get("architecture").textValue()).isEqualTo("bilinear");
        assertThat(config.get("hook_layer").intValue()).isEqualTo(2);
        assertThat(config.get("dtype").textValue()).isEqualTo("float32");
        CommandRun.of("convert", directory, "--out", directory.resolve("torch"), "--to", "pt", "--json").done();
        SaeCheckpoint back = SaeCheckpoint.load(directory.resolve("torch/best.pt"));
        assertThat(back.config()).isEqualTo(SaeCheckpoint.load(CommandRun.SAE).config());
        assertThat(back.progress()).isEqualTo(SaeCheckpoint.load(CommandRun.SAE).progress());
    }

    @Test
    void aModuleBecomesAStateDict() {
        CommandRun run = CommandRun.of("convert", CommandRun.SAE.resolveSibling("best_module.pt"), "--out", directory, "--to", "pt");
        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("read as data");
        SaeCheckpoint written = SaeCheckpoint.load(directory.resolve("best_module.pt"));
        assertThat(written.form()).isEqualTo("A");
        assertThat(written.tensor("V_dec").floats()).isEqualTo(SaeCheckpoint.load(CommandRun.SAE).tensor("V_dec").floats());
    }

    @Test
    void theOptimiserStaysInTorchFilesOnly() {
        Path file = TestFiles.file("form_a_training.pt");
        CommandRun.of("convert", file, "--out", directory, "--to", "pt");
        assertThat(TrainingState.of(SaeCheckpoint.load(directory.resolve("form_a_training.pt")))).isPresent();
        assertThat(CommandRun.of("convert", file, "--out", directory).err()).contains("optimiser's state is left out");
    }

    @Test
    void badInput() throws IOException {
        CommandRun.of("convert", directory.resolve("none.pt"), "--out", directory).refused("none.pt");
        CommandRun.of("convert", TestFiles.file("form_b_decoder_only.pt"), "--out", directory)
                .refused("form_b_decoder_only.pt", "missing");
        Path own = directory.resolve("best.pt");
        Files.copy(CommandRun.SAE, own);
        CommandRun.of("convert", own, "--out", directory, "--to", "pt").refused("best.pt is the file that is read");
        CommandRun.of("convert", own, "--out", own).refused("is not a directory");
        CommandRun.of("convert", TestFiles.file("hostile_os_system.pt"), "--out", directory).refused("refused, nothing was run");
        assertThat(directory.resolve("sae_weights.safetensors")).doesNotExist();
    }
}
