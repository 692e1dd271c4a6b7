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
import org.writesae.reference.published.ComparedNumber;
import org.writesae.reference.published.Outcome;
import org.writesae.reference.published.PublishedComparison;
import org.writesae.reference.published.PublishedData;

import static org.assertj.core.api.Assertions.assertThat;

/** The command; its numbers are held in GoldenSteeringTest. */
class ReproduceNewlineSteeringCommandTest {
    private static final Path SAES = CommandRun.MODEL.resolve("sae");

    @TempDir
    private Path folder;

    private CommandRun steering(String out, Object... more) throws IOException {
        List<Object> given = List.of(more);
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "And it came\nThe \nIn the\nNow ");
        List<Object> words = new ArrayList<>(List.of("reproduce", "newline_steering_4B", "--model", CommandRun.MODEL, "--out",
                folder.resolve(out)));
        List<Object> usual = List.of("--sae-checkpoint", SAES, "--layer", 2, "--tokens", CommandRun.CORPUS, "--prompts", prompts,
                "--boundary", "10,46", "--features", 4, "--doses", "2,5", "--max-tokens", 12);
        for (int n = 0; n < usual.size(); n += 2) {
            if (!given.contains(usual.get(n))) {
                words.addAll(usual.subList(n, n + 2));
            }
        }
        words.addAll(given);
        return CommandRun.of(words.toArray());
    }

    private Path file(String out) {
        return folder.resolve(out).resolve("newline_steering_4B/summary.json");
    }

    @Test
    void drawsTheSameTextsAgain() throws IOException {
        steering("a").done();
        JsonNode line = steering("b", "--json", "--threads", 1).done().json();
        assertThat(Files.readString(file("b"))).isEqualTo(Files.readString(file("a")));
        JsonNode result = JsonFiles.read(file("a"));
        assertThat(line.get("summary")).isEqualTo(result.get("summary"));
        assertThat(result.get("config").get("sae_checkpoints").get("2").textValue()).endsWith("bilinear_L2_H2/best.pt");
        assertThat(result.get("n_heads").intValue()).isEqualTo(4);
        assertThat(result.get("condition_names")).hasToString(
                "[\"baseline\",\"boundary_boost_2x\",\"boundary_boost_5x\",\"random_boost_10x\"]");
        assertThat(result.get("subset_tests").fieldNames()).toIterable().containsExactly("original_2", "new_2");
        JsonNode first = result.get("per_prompt").get(0);
        assertThat(first.get("baseline").get("text")).isNotEqualTo(first.get("boundary_boost_2x").get("text"));
        List<ComparedNumber> compared = PublishedComparison.ofResult(PublishedData.at(CommandRun.DATA.resolve("published")),
                "newline_steering_4B", result);
        assertThat(compared).hasSizeGreaterThan(8).allSatisfy(n -> assertThat(n.outcome()).isEqualTo(Outcome.NOT_COMPARABLE));
        steering("c", "--seed", 5).done();
        assertThat(JsonFiles.read(file("c")).get("per_prompt")).isNotEqualTo(result.get("per_prompt"));
    }

    @Test
    void takesOtherTypesAndLabels() throws IOException {
        steering("tied", "--types", "bilinear_tied,rank1", "--heads", 2).done();
        assertThat(JsonFiles.read(file("tied")).get("sae_type").textValue()).isEqualTo("bilinear_tied");
        Object few = Files.writeString(folder.resolve("few.json"), "[[65, 66], [67, 68]]");
        assertThat(steering("right", "--prompts", few).done().out()).contains("boundary_boost_5x", "random_boost_10x");
        steering("upstream", "--labels", "upstream").refused("of 0 states 0 are in front of a boundary");
    }

    @Test
    void refuses() throws IOException {
        steering("x", "--layer", 3).refused("--layer 3", "full-attention layer");
        steering("x", "--layer", 1).refused("--sae-checkpoint", "layer 1");
        steering("x", "--types", "rank1", "--heads", "1").refused("--sae-checkpoint", "[1]");
        steering("x", "--types", "rank1", "--heads", "1,2").refused("--heads [1, 2]", "[2]");
        steering("x", "--types", "flat4").refused("[flat4]");
        steering("x", "--boundary", "256").refused("--boundary", "256");
        steering("x", "--labels", "left").refused("--labels", "right, upstream");
        steering("x", "--doses", "2,2").refused("--doses", "[2.0, 2.0]");
        steering("x", "--random-dose", "0").refused("--random-dose 0.0");
        Object one = Files.writeString(folder.resolve("one.txt"), "And");
        steering("x", "--prompts", one).refused("one prompt", "at least 2");
        assertThat(folder.resolve("x")).doesNotExist();
        steering("y", "--features", "400").refused("head 0", "features fire");
    }
}
