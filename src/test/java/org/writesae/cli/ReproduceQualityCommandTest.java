package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ReproduceQualityCommandTest {
    private static final Path STATES = CommandRun.DATA.resolve("golden/sweep/gdn-tiny");
    private static final JsonNode GOLDEN = JsonFiles.read(CommandRun.DATA.resolve("golden/feature-quality/gdn-tiny.json"));

    @TempDir
    private Path folder;

    private CommandRun quality(List<String> names, Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "feature_quality", "--data-dir", STATES, "--out", folder, "--sae-checkpoint"));
        names.forEach(name -> words.add(CommandRun.MODEL.resolve("sae").resolve(name)));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        GOLDEN.get("sae_results").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Every number of upstream's: counts exactly, errors within 1e-6 of themselves. */
    @Test
    void agreesWithUpstream() {
        assertThat(quality(names()).done().out()).contains("rank1_L2_H2", "13 validation states");
        JsonNode result = JsonFiles.read(folder.resolve("feature_quality/summary.json"));
        assertThat(result.get("n_val_samples")).isEqualTo(GOLDEN.get("n_val_samples"));
        assertThat(result.get("sae_results").size()).isEqualTo(GOLDEN.get("sae_results").size());
        compare(result.get("sae_results"), GOLDEN.get("sae_results"), "");
        compare(result.at("/summary_by_type/bilinear"), GOLDEN.get("bilinear"), "bilinear");
        assertThat(result.get("summary")).isEqualTo(result.get("summary_by_type"));
        assertThat(result.at("/summary/flat/n_seeds").intValue()).isEqualTo(1);
    }

    private static void compare(JsonNode own, JsonNode expected, String path) {
        for (var entry : expected.properties()) {
            String place = path + "/" + entry.getKey();
            JsonNode value = own.path(entry.getKey());
            if (entry.getValue().isObject()) {
                compare(value, entry.getValue(), place);
            } else if (entry.getValue().isTextual()) {
                assertThat(value).as(place).isEqualTo(entry.getValue());
            } else {
                double wanted = entry.getValue().doubleValue();
                double limit = entry.getKey().contains("mse") || place.contains("mse") ? 1e-6 * Math.abs(wanted) + 1e-15 : 1e-12;
                assertThat(value.doubleValue()).as(place).isCloseTo(wanted, within(limit));
            }
        }
    }

    @Test
    void aFolderOfDictionariesAndShards() throws Exception {
        List<String> two = List.of("bilinear_L2_H2", "flat_L2_H2");
        quality(two).done();
        byte[] whole = Files.readAllBytes(folder.resolve("feature_quality/summary.json"));
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        folder = first;
        quality(two, "--shard", "1/2").done();
        folder = second;
        quality(two, "--shard", "2/2", "--merge", first).done();
        assertThat(Files.readAllBytes(folder.resolve("feature_quality/summary.json"))).isEqualTo(whole);
    }

    @Test
    void refuses() throws Exception {
        quality(List.of("bilinear_L2_H2", "bilinear_L2_H1")).refused("bilinear_L2_H1", "of L2 H1", "is of L2 H2");
        quality(List.of("bilinear_L2_H2", "bilinear_L2_H2/best.pt", "bilinear_L2_H2/best.pt")).refused("given twice");
        quality(List.of("bilinear_L2_H1")).refused("head_1.npy: no such file");
        Path empty = Files.createDirectories(folder.resolve("states/layer_2"));
        Files.copy(CommandRun.DATA.resolve("golden/sweep/states/layer_1/head_0.npy"), empty.resolve("head_2.npy"));
        CommandRun.of("reproduce", "feature_quality", "--data-dir", folder.resolve("states"), "--out", folder, "--sae-checkpoint", CommandRun.SAE)
                .refused("for states of 16 x 24", "has 8 x 6");
    }
}
