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

class ReproduceSelectivityCommandTest {
    private static final Path SAES = CommandRun.MODEL.resolve("sae");

    @TempDir
    private Path folder;

    private static CommandRun selectivity(Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "selectivity", "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private static CommandRun two(Object... more) {
        List<Object> words = new ArrayList<>(List.of("--sae-checkpoint", CommandRun.SAE, SAES.resolve("bilinear_L2_H0"), "--flat-checkpoint",
                SAES.resolve("flat_L2_H0"), "--features-per-cell", 2, "--cap", 24, "--k", "1,20"));
        words.addAll(List.of(more));
        return selectivity(words.toArray());
    }

    @Test
    void shardsGiveTheSameBytesAsOneRun() throws IOException {
        Path whole = folder.resolve("whole");
        assertThat(two("--out", whole, "--threads", 1).done().out()).contains("2 cells, 4 features, 96 firings", "flat-svd", "orthogonal");
        two("--out", folder.resolve("a"), "--shard", "1/2").done();
        two("--out", folder.resolve("b"), "--shard", "2/2").done();
        Path merged = folder.resolve("merged");
        two("--out", merged, "--merge", folder.resolve("a"), folder.resolve("b")).done();
        for (String name : List.of("summary.json", "records.jsonl")) {
            assertThat(merged.resolve("selectivity").resolve(name)).hasSameBinaryContentAs(whole.resolve("selectivity").resolve(name));
        }
        JsonNode result = JsonFiles.read(whole.resolve("selectivity/summary.json"));
        assertThat(result.at("/config/head").asText()).isEqualTo("0,2");
        assertThat(result.at("/summary/by_k/random/20/chance").asDouble()).isEqualTo(1 - 20.0 / 256);
        assertThat(result.at("/summary/by_k/flat-svd/20").has("ci95")).isFalse();
        assertThat(Files.readAllLines(whole.resolve("selectivity/records.jsonl"))).hasSize(96);
        assertThat(CommandRun.of("compare", whole.resolve("selectivity/summary.json"), "--published", "selectivity").out())
                .contains("sel.mean", "not comparable");
    }

    @Test
    void namesCellsAsThePaperDoes() {
        assertThat(ReproduceSelectivityCommand.ranges(List.of(17, 1, 9, 1))).isEqualTo("1,9,17");
        assertThat(ReproduceSelectivityCommand.ranges(List.of(0, 2, 1, 3, 7))).isEqualTo("0-3,7");
    }

    @Test
    void refuses() {
        two("--out", folder, "--epsilon", 0).refused("--epsilon 0");
        selectivity("--sae-checkpoint", CommandRun.SAE, "--out", folder, "--k", 300).refused("--k [300]", "256 tokens");
        selectivity("--sae-checkpoint", CommandRun.SAE, SAES.resolve("rank1_L2_H2"), "--out", folder).refused("a second dictionary of L2H2");
        selectivity("--sae-checkpoint", CommandRun.SAE, "--out", folder, "--flat-checkpoint", SAES.resolve("flat_L2_H0"))
                .refused("flat_L2_H0", "none of the cells");
        selectivity("--sae-checkpoint", CommandRun.SAE, "--out", folder, "--flat-checkpoint", CommandRun.SAE)
                .refused("sae_type bilinear, flat was expected");
        selectivity("--sae-checkpoint", SAES.resolve("flat_L2_H0"), "--out", folder).refused("sae_type flat", "not rank-1");
    }
}
