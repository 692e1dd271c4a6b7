package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TraceCommandTest {
    @TempDir
    private Path folder;

    private static CommandRun trace(Object feature, Object position, Object... more) {
        Object[] words = new Object[13 + more.length];
        System.arraycopy(new Object[] {"trace", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE, "--tokens",
            CommandRun.CORPUS, "--sequence", 0, "--feature", feature, "--position", position}, 0, words, 0, 13);
        System.arraycopy(more, 0, words, 13, more.length);
        return CommandRun.of(words);
    }

    /** A firing of feature 128, which the replacement test finds. */
    private int position() throws IOException {
        Path result = folder.resolve("r.json");
        CommandRun.of("substitute", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE, "--features", 128, "--tokens",
                CommandRun.CORPUS, "--max-sequences", 1, "--cap", 1, "--out", result).done();
        return new com.fasterxml.jackson.databind.json.JsonMapper().readTree(Files.readString(result)).get("records").get(0)
                .get("firing_position").asInt();
    }

    @Test
    void showsEveryStep() throws IOException {
        int position = position();
        assertThat(trace(128, position).done().out()).contains("feature 128 at token " + position, "\nstream\n", "\ncell\n",
                "S_t = α (I − β k kᵀ) S_{t−1} + β k vᵀ", "\nsae\n", "coefficient", "\nedited\n", "\noutput\n", "kl_atom",
                "tokens that \"delete\" moves most");
        Path out = folder.resolve("trace.json");
        JsonNode json = trace(128, position, "--json", "--out", out, "--top", 2).done().json();
        assertThat(json.get("moved")).hasSize(6);
        assertThat(json.get("values").get(0).get("values")).hasSize(64);
        assertThat(Files.readString(out)).isEqualTo(json + "\n");
    }

    @Test
    void refuses() throws IOException {
        int position = position();
        trace(128, 127).refused("--position 127", "one has to follow");
        trace(300, position).refused("--feature 300", "features 0 to 255");
        trace(129, position).refused("--feature 129: does not fire at position " + position);
        trace(128, position, "--read", "last").refused("--read last", "next or same");
        trace(128, position, "--top", "-1").refused("--top -1");
    }
}
