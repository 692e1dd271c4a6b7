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

class ReproducePassageNllCommandTest {
    private static final Path PARTITION = CommandRun.DATA.resolve("golden/partition/gdn-tiny-raw-any.json");

    @TempDir
    private Path folder;

    private static CommandRun nll(Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "passage_nll", "--model", CommandRun.MODEL, "--sae-checkpoint",
                CommandRun.SAE, "--tokens", CommandRun.CORPUS, "--resamples", 200));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private Path result(String out) {
        return folder.resolve(out).resolve("passage_nll/summary.json");
    }

    @Test
    void shardsGiveTheSameBytesAsOneRun() throws IOException {
        assertThat(nll("--passages", 3, "--out", folder.resolve("whole"), "--threads", 1).done().out())
                .contains("3 passages", "91 registers", "random instead", "ratio of means");
        nll("--passages", 3, "--out", folder.resolve("a"), "--shard", "1/2").done();
        nll("--passages", 3, "--out", folder.resolve("b"), "--shard", "2/2").done();
        nll("--passages", 3, "--out", folder.resolve("merged"), "--merge", folder.resolve("a"), folder.resolve("b")).done();
        assertThat(result("merged")).hasSameBinaryContentAs(result("whole"));
        // The golden partition is of the same passages, so its registers are those found here.
        JsonNode given = nll("--passages", 3, "--out", folder.resolve("given"), "--partition", PARTITION, "--json").done().json();
        assertThat(given.get("summary")).isEqualTo(JsonFiles.read(result("whole")).get("summary"));
        assertThat(CommandRun.of("compare", result("whole"), "--published", "passage_nll").out()).contains("pnll.gap", "5 verdicts: ");
    }

    /** A change after the first of two tokens is read where nothing is predicted: the ratio of two zeros is none. */
    @Test
    void aRatioOfZerosIsNone() {
        CommandRun done = CommandRun.of("reproduce", "passage_nll", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE,
                "--tokens", "10,73", "--out", folder).done();
        assertThat(done.out()).contains("1 writes", "ratio of means –");
        assertThat(JsonFiles.read(folder.resolve("passage_nll/summary.json")).get("summary").has("ratio_of_means")).isFalse();
    }

    @Test
    void refuses() throws IOException {
        nll("--passages", 0, "--out", folder).refused("--passages 0");
        nll("--control", "both", "--out", folder).refused("--control", "replace, add");
        nll("--threshold", "NaN", "--out", folder).refused("--threshold NaN");
        nll("--threshold", 1.5, "--out", folder, "--partition", PARTITION).refused(PARTITION.toString(), "median cosine of 1.5");
        nll("--threshold", 1.5, "--out", folder).refused("--threshold 1.5");
        nll("--partition", folder.resolve("none.json"), "--out", folder).refused("none.json", "no such file");
        Path other = folder.resolve("other.json");
        Files.writeString(other, "{\"config\": {\"layer\": 9, \"head\": 4}, \"atoms\": []}");
        nll("--partition", other, "--out", folder).refused("other.json", "of layer 9 head 4");
        Files.writeString(other, "{\"atoms\": [{\"feature_id\": 3}]}");
        nll("--partition", other, "--out", folder).refused("other.json", "1 atoms, the dictionary has 256");
        Files.writeString(other, "[]");
        nll("--partition", other, "--out", folder).refused("other.json", "no \"atoms\"");
    }
}
