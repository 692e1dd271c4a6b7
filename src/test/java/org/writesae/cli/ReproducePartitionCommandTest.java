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

    private static CommandRun partition(Object... more) {
        Object[] words = new Object[8 + more.length];
        System.arraycopy(new Object[] {"reproduce", "partition", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE,
            "--tokens", CommandRun.CORPUS}, 0, words, 0, 8);
        System.arraycopy(more, 0, words, 8, more.length);
        return CommandRun.of(words);
    }

    @Test
    void countsTheClasses() {
        Path out = folder.resolve("p.json");
        JsonNode summary = partition("--json", "--out", out).done().json();
        JsonNode classes = summary.get("partition");
        assertThat(classes.get("n_alive").asInt() + classes.get("n_dead").asInt()).isEqualTo(classes.get("n_features").asInt());
        assertThat(classes.get("register_count").asInt() + classes.get("bundle_count").asInt())
                .isEqualTo(classes.get("n_alive").asInt());
        assertThat(classes.get("median_register_cosine").asDouble()).isGreaterThanOrEqualTo(0.05);
        assertThat(summary.get("registers_by_threshold").get("0.05").asInt()).isEqualTo(classes.get("register_count").asInt());
        JsonNode file = JsonFiles.read(out);
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
