package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What atoms are compared with, against replays of upstream's model in float64. */
class ReproduceBaselinesTest {
    private static final Path GOLDEN = CommandRun.DATA.resolve("golden/baseline-atoms/gdn-tiny");
    private static final Path FLAT = CommandRun.DATA.resolve("models/gdn-tiny/sae/flat_L2_H2/best.pt");

    @TempDir
    private Path folder;

    private CommandRun run(String claim, Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", claim, "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE,
                "--tokens", CommandRun.CORPUS, "--out", folder));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void singularPairsOfAFlatAutoencoder() {
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("reconstruction.json"));
        List<String> features = new ArrayList<>();
        golden.at("/config/feature_ids").forEach(id -> features.add(id.asText()));
        JsonNode summary = run("flat_sae_svd", "--flat", FLAT, "--features", String.join(",", features), "--cap", 8, "--json").done()
                .json().get("summary");
        compare(summary, "flat_reconstruction", golden.get("summary"));
        compare(summary, "flat_decoder_atom", JsonFiles.read(GOLDEN.resolve("decoder-atom.json")).get("summary"));
        JsonNode atoms = JsonFiles.read(CommandRun.DATA.resolve("golden/substitution/gdn-tiny/bilinear_L2_H2/base.json")).get("records");
        int wins = 0;
        int closer = 0;
        for (JsonNode flat : golden.get("records")) {
            JsonNode atom = same(atoms, flat);
            wins += atom.get("kl_atom").asDouble() < atom.get("kl_ablate").asDouble() ? 1 : 0;
            closer += flat.get("kl_atom").asDouble() < atom.get("kl_atom").asDouble() ? 1 : 0;
        }
        int n = golden.get("records").size();
        assertThat(summary.at("/writesae/n_wins").asInt()).isEqualTo(wins);
        assertThat(summary.get("share_flat_closer_than_atom").asDouble()).isEqualTo((double) closer / n);
        assertThat(summary.get("difference_pp").asDouble()).isEqualTo(
                100 * ((double) wins / n - golden.at("/summary/win_rate_atom_vs_ablate").asDouble()), within(1e-9));
    }

    private static void compare(JsonNode summary, String arm, JsonNode golden) {
        assertThat(summary.get("n_firings").asInt()).isEqualTo(golden.get("n_firings").asInt());
        assertThat(summary.get(arm).get("win_rate_vs_ablate").asDouble()).isEqualTo(golden.get("win_rate_atom_vs_ablate").asDouble());
        double median = golden.get("median_kl_atom").asDouble();
        assertThat(summary.get(arm).get("median_kl").asDouble()).isCloseTo(median, within(Math.max(1e-8, 1e-4 * median)));
    }

    private static JsonNode same(JsonNode records, JsonNode firing) {
        for (JsonNode record : records) {
            if (record.get("feature_id").equals(firing.get("feature_id")) && record.get("prompt_id").equals(firing.get("prompt_id"))
                    && record.get("firing_position").equals(firing.get("firing_position"))) {
                return record;
            }
        }
        throw new AssertionError("no record of " + firing);
    }

    @Test
    void firstComponentOfTheWrites() {
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("write-component.json"));
        JsonNode summary = run("pca_baseline", "--features", "0,5,11", "--json").done().json().get("summary");
        for (int feature : new int[] {0, 5, 11}) {
            assertThat(summary.get("cosine").get("F" + feature).asDouble())
                    .isCloseTo(golden.get("cosines").get(feature).asDouble(), within(1e-5));
        }
        assertThat(summary.get("variance_share").asDouble()).isBetween(0.01, 0.99);
    }

    @Test
    void refuses() {
        run("flat_sae_svd", "--flat", CommandRun.SAE).refused("flat was expected");
        run("flat_sae_svd", "--flat", FLAT, "--features", "1,x").refused("--features 1,x");
        run("pca_baseline", "--features", "300").refused("300");
    }
}
