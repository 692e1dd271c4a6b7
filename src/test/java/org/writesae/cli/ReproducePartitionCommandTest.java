package org.writesae.cli;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

class ReproducePartitionCommandTest {
    @TempDir
    private Path folder;

    private CommandRun partition(Object... more) {
        Object[] words = new Object[10 + more.length];
        System.arraycopy(new Object[] {"reproduce", "partition", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE,
            "--tokens", CommandRun.CORPUS, "--out", folder}, 0, words, 0, 10);
        System.arraycopy(more, 0, words, 10, more.length);
        return CommandRun.of(words);
    }

    @Test
    void countsTheClasses() {
        JsonNode classes = partition("--json").done().json().get("summary");
        JsonNode file = JsonFiles.read(folder.resolve("partition/summary.json"));
        assertThat(file.get("summary")).isEqualTo(classes);
        assertThat(classes.get("n_alive").asInt() + classes.get("n_dead").asInt()).isEqualTo(classes.get("n_features").asInt());
        assertThat(classes.get("register_count").asInt() + classes.get("bundle_count").asInt())
                .isEqualTo(classes.get("n_alive").asInt());
        assertThat(classes.get("median_register_cosine").asDouble()).isGreaterThanOrEqualTo(0.05);
        assertThat(file.get("registers_by_threshold").get("0.05").asInt()).isEqualTo(classes.get("register_count").asInt());
        long registers = file.get("atoms").findValues("class").stream().filter(name -> name.asText().equals("register")).count();
        assertThat(registers).isEqualTo(classes.get("register_count").asLong());
        assertThat(partition("--threshold", "0.1").done().out()).contains("registers", "bundles", "mixture of 3", "bimodality");
    }

    @Test
    void refuses() {
        partition("--layer", "3").refused("--layer 3", "full-attention layer");
        partition("--select", "all").refused("--select", "argmax, any");
        partition("--threshold", "NaN").refused("--threshold");
        partition("--head", "9").refused("--head 9");
    }
}
