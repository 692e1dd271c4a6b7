package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

class ReproduceMemoryEditCommandTest {
    private static final List<String> FILES = List.of("summary.json", "records.jsonl", "dose_response.csv", "feature_detection.json");

    @TempDir
    private Path folder;

    private static CommandRun plain(Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "memory_edit_F412", "--model", CommandRun.MODEL, "--sae-checkpoint",
                CommandRun.SAE, "--tokens", CommandRun.CORPUS));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private static CommandRun edit(Object... more) {
        List<Object> words = new ArrayList<>(List.of("--feature", 174, "--detection-firings", 6, "--erase", 6, "--positions", 5,
                "--dose-positions", 3, "--doses", "1,4", "--resamples", 200));
        words.addAll(List.of(more));
        return plain(words.toArray());
    }

    @Test
    void writesWhatUpstreamPublishes() throws IOException {
        Path out = folder.resolve("whole");
        JsonNode printed = edit("--out", out, "--json").done().json();
        Path claim = out.resolve("memory_edit_F412");
        JsonNode result = JsonFiles.read(claim.resolve("summary.json"));
        assertThat(result.get("summary")).isEqualTo(printed.get("summary"));
        assertThat(result.at("/config/detection").asText()).isEqualTo("disjoint");
        assertThat(result.at("/summary/erase/n").asInt()).isEqualTo(6);
        assertThat(Files.readAllLines(claim.resolve("records.jsonl"))).hasSize(6 + 3 * 5 + 2 * 3);
        assertThat(Files.readAllLines(claim.resolve("dose_response.csv"))).hasSize(3);
        assertThat(JsonFiles.read(claim.resolve("feature_detection.json")).get("firings")).hasSize(6);
        CommandRun compared = CommandRun.of("compare", claim.resolve("summary.json"), "--published", "memory_edit_F412");
        assertThat(compared.out()).contains("mem.erase.median", "not comparable").contains("16 verdicts: ");
    }

    @Test
    void shardsGiveTheSameBytes() throws IOException {
        Path whole = folder.resolve("whole");
        edit("--out", whole, "--threads", 1).done();
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Path merged = folder.resolve("merged");
        edit("--out", first, "--shard", "1/2").done();
        edit("--out", second, "--shard", "2/2").done();
        assertThat(edit("--out", merged, "--merge", first, second).done().out()).contains("write deleted", "line through the doses");
        for (String name : FILES) {
            assertThat(merged.resolve("memory_edit_F412").resolve(name))
                    .hasSameBinaryContentAs(whole.resolve("memory_edit_F412").resolve(name));
        }
    }

    @Test
    void testsAnotherToken() {
        JsonNode summary = edit("--out", folder, "--token", 32, "--json").done().json().get("summary");
        assertThat(summary.get("token_id").asInt()).isEqualTo(32);
    }

    @Test
    void refuses() {
        edit("--out", folder, "--token", 256).refused("--token", "256");
        edit("--out", folder, "--detection", "all").refused("--detection", "disjoint, same");
        edit("--out", folder, "--doses", "4").refused("--doses [1.0, 4.0, 4.0]");
        edit("--out", folder, "--layer", 3).refused("--layer 3");
        plain("--out", folder, "--feature", 999).refused("--features 999", "0 to 255");
        plain("--out", folder, "--feature", 174, "--positions", 5).refused("--dose-positions 50 of --positions 5");
        CommandRun.of("reproduce", "memory_edit_F412", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE, "--tokens",
                "1,2,3", "--feature", 174, "--out", folder).refused("one passage", "--detection disjoint");
    }
}
