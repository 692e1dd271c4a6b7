package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The survey of heads against full float64 replays: rates to the bit of a double's rounding, since they are counts,
 * divergences within 1e-4 relative or 1e-8 absolute.
 */
class ReproduceHeadsCommandTest {
    private static final String CLAIM = "all_16_heads_L9_representativeness";

    @TempDir
    private Path folder;

    private CommandRun heads(List<String> dictionaries, Object... more) {
        List<Object> given = new ArrayList<>(List.of("reproduce", CLAIM, "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS,
                "--out", folder, "--sae-checkpoint"));
        dictionaries.forEach(name -> given.add(CommandRun.MODEL.resolve("sae").resolve(name)));
        given.addAll(List.of(more));
        return CommandRun.of(given.toArray());
    }

    private static List<String> all() {
        return Stream.of("bilinear_L2_H3", "bilinear_L2_H0", "bilinear_L2_H1", "bilinear_L2_H2").toList();
    }

    @Test
    void agreesWithReplays() {
        JsonNode golden = JsonFiles.read(CommandRun.DATA.resolve("golden/heads/gdn-tiny.json"));
        String features = StreamSupport.stream(golden.get("features").spliterator(), false).map(JsonNode::asText)
                .collect(Collectors.joining(","));
        JsonNode line = heads(all(), "--features", features, "--cap", golden.get("cap").asInt(), "--seed", golden.get("seed").asInt(),
                "--reference-head", 2, "--json").done().json();
        JsonNode summary = line.get("summary");
        JsonNode expected = golden.get("summary");
        assertThat(summary.get("n_heads").asInt()).isEqualTo(expected.get("n_heads").asInt());
        assertThat(summary.get("mean_rate").asDouble()).isCloseTo(expected.get("mean_rate").asDouble(), within(1e-12));
        assertThat(summary.get("sd_rate").asDouble()).isCloseTo(expected.get("sd_rate").asDouble(), within(1e-12));
        assertThat(summary.get("z").asDouble()).isCloseTo(expected.at("/z/2").asDouble(), within(1e-9));
        assertThat(summary.get("n_above_85").asInt()).isEqualTo(expected.get("above_85").asInt());
        for (JsonNode head : golden.get("heads")) {
            records(head, JsonFiles.read(folder.resolve(CLAIM).resolve("L2_H" + head.get("head").asInt() + ".json")));
        }
    }

    private static void records(JsonNode golden, JsonNode result) {
        assertThat(result.get("records")).hasSize(golden.get("records").size());
        for (int n = 0; n < golden.get("records").size(); n++) {
            JsonNode expected = golden.get("records").get(n);
            JsonNode actual = result.get("records").get(n);
            for (String name : List.of("feature_id", "prompt_id", "firing_position")) {
                assertThat(actual.get(name)).isEqualTo(expected.get(name));
            }
            for (String name : List.of("kl_atom", "kl_ablate", "kl_random")) {
                double value = expected.get(name).asDouble();
                assertThat(actual.get(name).asDouble()).as("H%s record %d %s", golden.get("head"), n, name)
                        .isCloseTo(value, within(Math.max(1e-8, 1e-4 * value)));
            }
        }
    }

    @Test
    void headsWithoutFiringsAreListed() {
        CommandRun run = heads(List.of("bilinear_L2_H0", "bilinear_L2_H2"), "--features", 2, "--cap", 3).done();
        JsonNode summary = JsonFiles.read(folder.resolve(CLAIM).resolve("summary.json")).get("summary");
        assertThat(summary.get("n_heads_tested").asInt()).isEqualTo(2);
        assertThat(summary.get("heads_without_firings").size() + summary.get("n_heads").asInt()).isEqualTo(2);
        assertThat(run.out()).contains("2 heads", "H0", "H2");
    }

    @Test
    void refuses() {
        heads(List.of("bilinear_L2_H2", "rank1_L2_H2"), "--features", 2).refused("L2 H2", "one dictionary for each head");
        heads(List.of("flat_L2_H0"), "--features", 2).refused("flat", "not rank-1");
        heads(all(), "--features", 200).refused("--features 200");
        heads(all(), "--features", "a").refused("--features a", "numbers");
        heads(all(), "--max-sequences", 0).refused("--max-sequences 0");
    }
}
