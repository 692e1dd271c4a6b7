package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

class BaselinesCommandTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void states() throws IOException {
        Files.createDirectories(directory.resolve("layer_2"));
        Files.copy(CommandRun.MODEL.resolve("states-sample.npy"), directory.resolve("layer_2/head_1.npy"));
    }

    @Test
    void writesUpstreamsLayout() {
        Path out = directory.resolve("b.json");
        CommandRun run = CommandRun.of("baselines", "--data-dir", directory, "--layer", 2, "--head", 1, "--out", out).done();
        assertThat(run.out().lines()).hasSize(7);
        JsonNode result = JsonFiles.read(out);
        assertThat(result.get("pca").get("1").doubleValue()).isGreaterThan(result.get("pca").get("32").doubleValue());
        assertThat(result.get("pca").has("fit_time_s")).isTrue();
        assertThat(result.get("data_stats").get("n_samples").intValue()).isEqualTo(64);
        CommandRun.of("baselines", "--data-dir", directory, "--layer", 2, "--head", 1, "--json").done();
        assertThat(result.has("nmf")).isFalse();
    }

    @Test
    void nonNegativeFactorsOnRequest() {
        CommandRun run = CommandRun.of("baselines", "--data-dir", directory, "--layer", 2, "--head", 1, "--nmf").done();
        assertThat(run.out().lines()).hasSize(14);
        JsonNode result = CommandRun.of("baselines", "--data-dir", directory, "--layer", 2, "--head", 1, "--nmf", "--json").done().json();
        assertThat(result.at("/nmf/32").doubleValue()).isGreaterThan(result.at("/pca/32").doubleValue());
    }

    @Test
    void badInput() throws IOException {
        CommandRun.of("baselines", "--data-dir", directory, "--layer", 3).refused("head_0.npy: no such file");
        CommandRun.of("baselines", "--data-dir", directory, "--layer", 2, "--head", 1, "--max-samples", -1)
                .refused("--max-samples -1");
        Files.write(directory.resolve("layer_2/head_0.npy"), new byte[20]);
        CommandRun.of("baselines", "--data-dir", directory, "--layer", 2).refused("head_0.npy");
    }
}
