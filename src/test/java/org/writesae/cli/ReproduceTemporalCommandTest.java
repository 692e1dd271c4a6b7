package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.experiment.quality.TemporalClass;
import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Mean activations within 1e-6 of the largest of float64, classes and counts the same. */
class ReproduceTemporalCommandTest {
    private static final JsonNode GOLDEN = JsonFiles.read(CommandRun.DATA.resolve("golden/temporal/gdn-tiny.json"));

    @TempDir
    private Path folder;

    private CommandRun temporal(List<String> names, String positions, Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "temporal", "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS,
                "--out", folder, "--positions", positions, "--sae-checkpoint"));
        names.forEach(name -> words.add(CommandRun.MODEL.resolve("sae").resolve(name)));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void agreesWithUpstream() {
        List<String> names = new ArrayList<>();
        GOLDEN.get("sae_results").fieldNames().forEachRemaining(names::add);
        assertThat(temporal(names, "4,8,16,32,64,96,128").done().out()).contains("late_emerging", "flat_L2_H2");
        JsonNode result = JsonFiles.read(folder.resolve("temporal/summary.json"));
        for (String name : names) {
            JsonNode own = result.get("sae_results").get(name);
            JsonNode expected = GOLDEN.get("sae_results").get(name);
            assertThat(own.get("category_counts")).as(name).isEqualTo(expected.get("category_counts"));
            for (String same : new String[] {"n_features", "n_alive", "sae_type", "mean_onset_position"}) {
                assertThat(own.get(same).asText()).as(same).isEqualTo(expected.get(same).asText());
            }
            close(own.get("mean_peak_position_frac"), expected.get("mean_peak_position_frac"), 1e-12);
            double largest = expected.at("/top_features/0/max_activation").doubleValue();
            close(own.get("mean_final_activation"), expected.get("mean_final_activation"), 1e-6 * largest);
            assertThat(own.get("top_features")).hasSize(expected.get("top_features").size());
            for (int n = 0; n < own.get("top_features").size(); n++) {
                feature(own.get("top_features").get(n), expected.get("top_features").get(n), 1e-6 * largest);
            }
        }
        JsonNode bilinear = result.at("/summary/bilinear");
        double alive = 0;
        for (String name : List.of("bilinear_L2_H2", "bilinear-r2_L2_H2")) {
            alive += GOLDEN.get("sae_results").get(name).get("n_alive").doubleValue() / 2;
        }
        assertThat(bilinear.get("n_alive").doubleValue()).isEqualTo(alive);
        double shares = 0;
        for (TemporalClass kind : TemporalClass.values()) {
            shares += bilinear.get("pct_" + kind.label()).doubleValue();
        }
        assertThat(shares).isCloseTo(100, within(1e-9));
    }

    private static void feature(JsonNode own, JsonNode expected, double limit) {
        assertThat(own.get("feature_idx")).isEqualTo(expected.get("feature_idx"));
        assertThat(own.get("category")).isEqualTo(expected.get("category"));
        for (int p = 0; p < expected.get("retention_curve").size(); p++) {
            close(own.get("retention_curve").get(p), expected.get("retention_curve").get(p), limit);
            close(own.get("freq_curve").get(p), expected.get("freq_curve").get(p), 1e-12);
        }
    }

    private static void close(JsonNode own, JsonNode expected, double limit) {
        assertThat(own.doubleValue()).isCloseTo(expected.doubleValue(), within(limit));
    }

    @Test
    void everyClassIsUpstreams() {
        List<String> seen = new ArrayList<>();
        for (JsonNode one : GOLDEN.get("curves")) {
            double[] curve = one.get("curve").valueStream().mapToDouble(JsonNode::doubleValue).toArray();
            assertThat(TemporalClass.of(curve).label()).as(one.toString()).isEqualTo(one.get("category").asText());
            seen.add(one.get("category").asText());
        }
        for (TemporalClass kind : TemporalClass.values()) {
            assertThat(seen).contains(kind.label());
        }
        assertThat(TemporalClass.of(new double[] {1})).isEqualTo(TemporalClass.PERSISTENT);
    }

    @Test
    void refuses() {
        List<String> one = List.of("bilinear_L2_H2");
        temporal(one, "8,200").refused("a passage of 128 tokens, --positions asks for 200");
        temporal(one, "8,8").refused("--positions [8, 8]: rising numbers");
        temporal(one, "0,8").refused("--positions [0, 8]: rising numbers");
        temporal(one, "8", "--max-sequences", 0).refused("--max-sequences 0");
        temporal(one, "8", "--layer", 3).refused("--layer 3");
        temporal(List.of("bilinear_L2_H2", "bilinear_L2_H1"), "8").refused("of L2 H1", "is of L2 H2");
    }
}
