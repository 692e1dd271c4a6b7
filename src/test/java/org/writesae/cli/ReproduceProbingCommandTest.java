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
import org.writesae.io.Npy;
import org.writesae.io.Tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Probing against upstream's: the same features by each method, ρ, accuracies and importances within 1e-9 of SciPy's and
 * scikit-learn's, and d within 1e-4, which upstream computes in float32.
 */
class ReproduceProbingCommandTest {
    private static final Path GOLDEN = CommandRun.DATA.resolve("golden/probing");
    private static final Path SAE = CommandRun.MODEL.resolve("sae/bilinear_L2_H2/best.pt");

    @TempDir
    private Path folder;

    private CommandRun probing(Path states, Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "probing", "--data-dir", states, "--sae-checkpoint", SAE));
        words.addAll(List.of(more));
        if (!words.contains("--out")) {
            words.addAll(List.of("--out", folder));
        }
        return CommandRun.of(words.toArray());
    }

    @Test
    void agreesWithUpstream() throws IOException {
        assertThat(probing(GOLDEN).done().out()).contains("all           320", "held out       64", "strongest: F");
        JsonNode result = JsonFiles.read(folder.resolve("probing/summary.json"));
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("gdn-tiny.json"));
        agrees(result, golden.get("all"));
        agrees(result.get("held_out"), golden.get("held_out"));
        assertThat(result.at("/summary/n_interpretable_union")).isEqualTo(golden.at("/all/union/n_interpretable_union"));
        assertThat(result.at("/summary/held_out/n_alive")).isEqualTo(golden.at("/held_out/union/n_alive"));
        shardsGiveTheSameBytes(Files.readString(folder.resolve("probing/summary.json")));
    }

    private void shardsGiveTheSameBytes(String whole) throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        assertThat(probing(GOLDEN, "--out", first, "--shard", "1/2").done().out()).contains("71 of 142 units");
        probing(GOLDEN, "--out", second, "--shard", "2/2").done();
        probing(GOLDEN, "--out", first, "--merge", first, second).done();
        assertThat(Files.readString(first.resolve("probing/summary.json"))).isEqualTo(whole);
    }

    private static void agrees(JsonNode found, JsonNode golden) {
        same("union", found.get("union"), golden.get("union"));
        best(found.at("/probe/features"), golden.at("/probe/best"), "best_rho", "n_significant_bonferroni", 1e-9);
        best(found.at("/contrastive/features"), golden.at("/contrastive/best"), "best_cohens_d", "n_significant", 1e-4);
        for (String part : List.of("probe", "nonlinear", "contrastive")) {
            golden.get(part).properties().stream().filter(field -> !field.getKey().equals("best"))
                    .forEach(field -> same(part + "." + field.getKey(), found.get(part).get(field.getKey()), field.getValue()));
        }
    }

    private static void best(JsonNode features, JsonNode golden, String size, String findings, double limit) {
        assertThat(features).hasSize(golden.size());
        for (int n = 0; n < golden.size(); n++) {
            JsonNode feature = features.get(n);
            assertThat(feature.get("feature_idx")).isEqualTo(golden.get(n).get(0));
            // Two properties add up to 1, and upstream takes whichever rounds to more.
            assertThat(feature.get("best_property").textValue().replace("content_word", "function_word"))
                    .isEqualTo(golden.get(n).get(1).textValue().replace("content_word", "function_word"));
            assertThat(Math.abs(feature.get(size).doubleValue())).isCloseTo(Math.abs(golden.get(n).get(2).doubleValue()), within(limit));
            assertThat(feature.get(findings)).isEqualTo(golden.get(n).get(3));
        }
    }

    /** Arrays may go on in the result: of some only the first are golden. */
    private static void same(String where, JsonNode found, JsonNode golden) {
        assertThat(found).as(where).isNotNull();
        if (golden.isObject()) {
            assertThat(found.properties().stream().map(field -> field.getKey()).toList()).as(where)
                    .containsExactlyInAnyOrderElementsOf(golden.properties().stream().map(field -> field.getKey()).toList());
            golden.properties().forEach(field -> same(where + "." + field.getKey(), found.get(field.getKey()), field.getValue()));
        } else if (golden.isArray()) {
            assertThat(found.size()).as(where).isGreaterThanOrEqualTo(golden.size());
            for (int n = 0; n < golden.size(); n++) {
                same(where + "[" + n + "]", found.get(n), golden.get(n));
            }
        } else if (golden.isNumber()) {
            double value = golden.doubleValue();
            if (where.contains("best_") && where.contains("probe.features")) {
                assertThat(Math.abs(found.doubleValue())).as(where).isCloseTo(Math.abs(value), within(1e-9));
                return;
            }
            double limit = where.endsWith("cohens_d") || where.endsWith("mean") ? 1e-4 : where.endsWith(".p") ? 1e-9 + 1e-6 * value : 1e-6;
            assertThat(found.doubleValue()).as(where).isCloseTo(value, within(limit * (where.endsWith(".p") ? 1 : Math.max(1, Math.abs(value)))));
        } else if (golden.isTextual()) {
            assertThat(found.textValue().replace("content_word", "function_word")).as(where)
                    .isEqualTo(golden.textValue().replace("content_word", "function_word"));
        } else {
            assertThat(found).as(where).isEqualTo(golden);
        }
    }

    @Test
    void badInput() throws IOException {
        Path states = folder.resolve("states");
        Files.createDirectories(states.resolve("layer_2"));
        Path texts = states.resolve("texts.json");
        probing(states).refused("head_2.npy: no such file");
        Npy.write(states.resolve("layer_2/head_2.npy"), Tensor.of("", new float[60 * 16 * 24], 60, 16, 24));
        probing(states).refused("texts.json");
        Files.writeString(texts, "{}");
        probing(states, "--layer", 7).refused("layer_7/head_2.npy: no such file");
        probing(states).refused("texts.json: a JSON array of texts was expected");
        Files.writeString(texts, "[\"a\", 1]");
        probing(states).refused("texts.json: [1]: a text was expected");
        Files.writeString(texts, "[\"a\"]");
        probing(states).refused("60 states and 1 texts, at least 50");
        probing(GOLDEN, "--effect", "NaN").refused("--effect NaN: 0 or more");
        probing(GOLDEN, "--accuracy", "60").refused("--accuracy 60.0: 0 to 1");
        probing(GOLDEN, "--sae-checkpoint", CommandRun.MODEL.resolve("sae/flat_L2_H2")).refused("2 autoencoders, one was expected");
        assertThat(folder.resolve("probing")).doesNotExist();
    }

    @Test
    void noFeatureFires() throws IOException {
        Path states = folder.resolve("states");
        Files.createDirectories(states.resolve("layer_2"));
        Npy.write(states.resolve("layer_2/head_2.npy"), Tensor.of("", new float[60 * 16 * 24], 60, 16, 24));
        JsonFiles.write(states.resolve("texts.json"), new com.fasterxml.jackson.databind.json.JsonMapper().valueToTree(java.util.Collections.nCopies(60, "text")));
        probing(states, "--min-frequency", "1").done();
        JsonNode result = JsonFiles.read(folder.resolve("probing/summary.json"));
        assertThat(result.at("/summary/interpretable_fraction_union").doubleValue()).isZero();
    }
}
