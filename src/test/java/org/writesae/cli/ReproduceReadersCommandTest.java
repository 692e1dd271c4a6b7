package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

class ReproduceReadersCommandTest {
    @TempDir
    private Path folder;

    private static CommandRun readers(Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "reader_traces", "--model", CommandRun.MODEL, "--sae-checkpoint",
                CommandRun.SAE, "--tokens", CommandRun.CORPUS));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void shardsGiveTheSameBytesAsOneRun() throws IOException {
        Path whole = folder.resolve("whole");
        assertThat(readers("--features", "174,128,0", "--contexts", 4, "--out", whole, "--threads", 1).done().out())
                .contains("an analogue", "feature 174, 4 firings", "feature 0, 0 firings");
        readers("--features", "174,128,0", "--contexts", 4, "--out", folder.resolve("a"), "--shard", "1/2").done();
        readers("--features", "174,128,0", "--contexts", 4, "--out", folder.resolve("b"), "--shard", "2/2").done();
        Path merged = folder.resolve("merged");
        readers("--features", "174,128,0", "--contexts", 4, "--out", merged, "--merge", folder.resolve("a"), folder.resolve("b")).done();
        Path file = whole.resolve("reader_traces/summary.json");
        assertThat(merged.resolve("reader_traces/summary.json")).hasSameBinaryContentAs(file);
        JsonNode result = JsonFiles.read(file);
        assertThat(result.at("/config/published_readers_not_behind_the_layer")).isEmpty();
        assertThat(result.at("/features/0/readers")).hasSize(3 * 4);
        assertThat(result.at("/summary/ratios/F174/L4H0").isNumber()).isTrue();
    }

    @Test
    void namesReadersThatComeBeforeTheWrite() {
        JsonNode config = readers("--features", 174, "--contexts", 1, "--layer", 5, "--out", folder, "--json").json().get("config");
        assertThat(config.get("published_readers_not_behind_the_layer").valueStream().map(JsonNode::asText)).containsExactly("F53 L5H5");
    }

    @Test
    void refuses() {
        readers("--features", 174, "--out", folder, "--contexts", 0).refused("--contexts 0");
        readers("--features", 174, "--out", folder, "--horizon", 0).refused("--horizon 0");
        readers("--features", 300, "--out", folder).refused("--features 300");
        readers("--features", 0, "--out", folder).refused("--features [0]", "strongest at any token");
    }
}
