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

/** The command; its numbers are held in GoldenInstallTest. */
class ReproduceInstallCommandTest {
    private static final Path PROMPTS = CommandRun.DATA.resolve("golden/install/prompts.txt");

    @TempDir
    private Path folder;

    private static CommandRun install(Object... more) {
        List<Object> given = List.of(more);
        List<Object> words = new ArrayList<>(List.of("reproduce", "behavioral_steering_100pct_midrank", "--model", CommandRun.MODEL));
        List<Object> usual = List.of("--layer", 2, "--head", 2, "--mid", "8-30", "--rare", "40-160", "--back", "0,1", "--max-tokens", 3);
        for (int n = 0; n < usual.size(); n += 2) {
            if (!given.contains(usual.get(n))) {
                words.addAll(usual.subList(n, n + 2));
            }
        }
        words.addAll(given);
        return CommandRun.of(words.toArray());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String result(String out) throws IOException {
        Path claim = folder.resolve(out).resolve("behavioral_steering_100pct_midrank");
        return Files.readString(claim.resolve("summary.json")) + Files.readString(claim.resolve("records.jsonl"));
    }

    @Test
    void writesTheResult() throws IOException {
        JsonNode line = install("--prompts", PROMPTS, "--out", folder.resolve("all"), "--json").done().json();
        JsonNode file = JsonFiles.read(folder.resolve("all/behavioral_steering_100pct_midrank/summary.json"));
        assertThat(line.get("summary")).isEqualTo(file.get("summary"));
        assertThat(file.get("config").get("norm").textValue()).isEqualTo("kv");
        assertThat(file.get("config").get("n_prompts").intValue()).isEqualTo(5);
        assertThat(file.get("summary").get("pooled").get("m1_5").get("n_trials").intValue()).isEqualTo(5 * 2 * 6);
        assertThat(file.get("summary").get("classes").size()).isEqualTo(3);
        assertThat(file.get("pairs").size()).isEqualTo(30);
        List<ComparedNumber> compared = PublishedComparison.ofResult(PublishedData.at(CommandRun.DATA.resolve("published")),
                "behavioral_steering_100pct_midrank", file);
        assertThat(compared).hasSizeGreaterThan(15).allSatisfy(number -> {
            assertThat(number.outcome()).isEqualTo(Outcome.NOT_COMPARABLE);
            assertThat(number.why()).contains("prompts_and_targets own");
        });
    }

    @Test
    void shardsComeTogether() throws IOException {
        Object prompts = file("two.json", "[[65, 110, 100, 32, 105, 116], [84, 104, 101, 32]]");
        Object targets = file("targets.json", "[{\"class\": \"semantic\", \"token\": 116}, {\"class\": \"frequent\", \"text\": \"e\"}]");
        Object[] given = {"--prompts", prompts, "--targets", targets, "--magnitudes", "3"};
        install(with(given, "--out", folder.resolve("whole"))).done();
        assertThat(install(with(given, "--out", folder.resolve("a"), "--shard", "1/2")).done().out()).contains("1 of 2 units of trials");
        install(with(given, "--out", folder.resolve("b"), "--shard", "2/2")).done();
        install(with(given, "--out", folder.resolve("both"), "--merge", folder.resolve("a"), folder.resolve("b"))).done();
        assertThat(result("both")).isEqualTo(result("whole"));
    }

    @Test
    void isAPartOfTheFalsifications() throws IOException {
        JsonNode line = CommandRun.of("reproduce", "behavioral_steering_100pct_midrank", "--falsification", "--model",
                CommandRun.DATA.resolve("models/mamba2-tiny"), "--layer", 2, "--head", 1, "--mid", "8-30", "--rare", "40-160", "--back", "0",
                "--max-tokens", 2, "--prompts", PROMPTS, "--out", folder, "--json").done().json();
        JsonNode part = JsonFiles.read(folder.resolve("falsification/part_d.json"));
        assertThat(part.get("summary")).isEqualTo(line.get("summary"));
        assertThat(part.get("config").get("part").textValue()).isEqualTo("d");
        assertThat(JsonFiles.read(folder.resolve("falsification/summary.json")).get("summary").get("d")).isEqualTo(part.get("summary"));
        assertThat(folder.resolve("falsification/part_d_records.jsonl")).exists();
        assertThat(PublishedComparison.ofResult(PublishedData.at(CommandRun.DATA.resolve("published")), "falsification", part))
                .allSatisfy(number -> assertThat(number.outcome()).isEqualTo(Outcome.NOT_COMPARABLE));
    }

    private static Object[] with(Object[] words, Object... more) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void refuses() throws IOException {
        Object out = folder.resolve("out");
        install("--prompts", PROMPTS, "--out", out, "--layer", 3).refused("--layer 3", "full-attention layer");
        install("--prompts", PROMPTS, "--out", out, "--head", 4).refused("--head 4", "heads 0 to 3");
        install("--prompts", PROMPTS, "--out", out, "--back", "0,0").refused("--back", "[0, 0]");
        install("--prompts", PROMPTS, "--out", out, "--back", "40").refused("prompt 0 has 39 tokens", "need 43");
        install("--prompts", PROMPTS, "--out", out, "--edits", Integer.MAX_VALUE).refused("prompt 0 has 39 tokens");
        install("--prompts", PROMPTS, "--out", out, "--magnitudes", "0").refused("--magnitudes");
        install("--prompts", PROMPTS, "--out", out, "--norm", "beta").refused("--norm", "kv, write");
        install("--prompts", PROMPTS, "--out", out, "--mid", "30-8").refused("--mid 30-8", "LOW-HIGH");
        install("--prompts", PROMPTS, "--out", folder.resolve("none"), "--mid", "300-400", "--rare", "300-400").refused("no token has one of the ranks");
        install("--prompts", PROMPTS, "--out", out, "--wrap", "User:").refused("--wrap User:", "{}");
        install("--prompts", file("a.json", "[[1, 256, 3, 4]]"), "--out", out).refused("prompt 0", "256");
        install("--prompts", file("b.json", "[\"a\", 3]"), "--out", out).refused("b.json", "[1]");
        install("--prompts", file("c.json", "{}"), "--out", out).refused("c.json", "array");
        install("--prompts", file("d.txt", "\n"), "--out", out).refused("d.txt", "no prompts");
        Object twice = file("twice.json", "[{\"class\": \"mid\", \"token\": 1}, {\"class\": \"rare\", \"token\": 1}]");
        install("--prompts", PROMPTS, "--out", out, "--targets", twice).refused("twice.json", "[1]", "twice");
        Object two = file("two.json", "[{\"class\": \"mid\", \"text\": \"of\"}]");
        install("--prompts", PROMPTS, "--out", out, "--targets", two).refused("two.json", "[0].text", "2 tokens");
        assertThat(Path.of(out.toString())).doesNotExist();
    }
}
