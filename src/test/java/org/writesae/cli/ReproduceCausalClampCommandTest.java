package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Clamped features against upstream's causal_clamp.py in float64: the same features, levels within 1e-6 (states and coefficients
 * are float32 here), every generated text exactly (the smallest gap of a greedy choice is above 2e-4) and so the statistics of
 * properties within 1e-9 of SciPy's; those of probabilities within 2e-6 of themselves, or 1e-3 where they come from differences of
 * such (d, t and p).
 */
class ReproduceCausalClampCommandTest {
    private static final Path GOLDEN = CommandRun.DATA.resolve("golden/causal-clamp");
    private static final String FAMILY = "capitalized_word_ratio,mean_log_word_len,compression_ratio,upper_ratio,word_len_std";

    @TempDir
    private Path folder;

    private CommandRun clamp(Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "causal_clamp", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE,
                "--tokens", GOLDEN.resolve("tokens.npy"), "--data-dir", CommandRun.DATA.resolve("golden/probing")));
        words.addAll(List.of(more));
        if (!words.contains("--probe")) {
            words.addAll(List.of("--probe", GOLDEN.resolve("probe.json")));
        }
        if (!words.contains("--out")) {
            words.addAll(List.of("--out", folder));
        }
        return CommandRun.of(words.toArray());
    }

    private CommandRun brief(Object... more) {
        List<Object> words = new ArrayList<>(List.of("--part", "clamp", "--prompt-tokens", 40, "--max-tokens", 4, "--passages", 4, "--count", 1));
        words.addAll(List.of(more));
        return clamp(words.toArray());
    }

    private JsonNode part(String name) {
        return JsonFiles.read(folder.resolve("causal_clamp/part_" + name + ".json"));
    }

    private static JsonNode golden() {
        return JsonFiles.read(GOLDEN.resolve("gdn-tiny.json"));
    }

    @Test
    void textsOfRaisedFeaturesAreUpstreams() throws IOException {
        assertThat(clamp("--part", "clamp", "--prompt-tokens", 40, "--max-tokens", 60, "--passages", 8, "--count", 3, "--properties",
                "mean_log_word_len,compression_ratio,capitalized_word_ratio").done().out()).contains("2 of 3 go the right way (sign test p = 0.500)");
        JsonNode golden = golden();
        JsonNode found = part("clamp");
        same("clamp", found.get("clamp"), golden.get("clamp"));
        Map<String, List<String>> texts = texts("part_clamp_texts.jsonl");
        List<String> theirs = new ArrayList<>();
        golden.get("clamp_texts").forEach(text -> theirs.add(text.textValue()));
        // Upstream generates the unchanged text again for every feature.
        List<String> targets = List.of("F254", "F177", "F44");
        for (int n = 0; n < theirs.size(); n++) {
            String condition = n % 2 == 0 ? "baseline" : targets.get(n / 16);
            assertThat(texts.get(condition).get(n % 16 / 2)).as(n + " " + condition).isEqualTo(theirs.get(n));
        }
        assertThat(new JsonMapper().<JsonNode>valueToTree(texts.get("reconstruction"))).isEqualTo(golden.get("reconstructed_texts"));
        assertThat(texts.get("reconstruction")).isNotEqualTo(texts.get("baseline"));
        JsonNode joined = JsonFiles.read(folder.resolve("causal_clamp/summary.json"));
        assertThat(joined.at("/summary/clamp")).isEqualTo(found.get("summary"));
    }

    @Test
    void shardsGiveTheSameBytes() throws IOException {
        brief().done();
        String whole = Files.readString(folder.resolve("causal_clamp/part_clamp.json"));
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        assertThat(brief("--out", first, "--shard", "1/2").done().out()).contains("2 of 4 units of texts");
        brief("--out", second, "--shard", "2/2").done();
        brief("--out", first, "--merge", first, second).done();
        assertThat(Files.readString(first.resolve("causal_clamp/part_clamp.json"))).isEqualTo(whole);
    }

    private Map<String, List<String>> texts(String file) throws IOException {
        Map<String, List<String>> texts = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("causal_clamp").resolve(file))) {
            JsonNode one = new JsonMapper().readTree(line);
            texts.computeIfAbsent(one.get("condition").textValue(), name -> new ArrayList<>()).add(one.get("text").textValue());
        }
        return texts;
    }

    @Test
    void distributionsBehindTheNextTokenAreUpstreams() {
        assertThat(clamp("--part", "logit", "--prompt-tokens", 160, "--passages", 6, "--count", 3).done().out()).contains("word_entropy");
        JsonNode found = part("logit");
        same("logit", found.get("logit"), golden().get("logit"));
        for (JsonNode feature : found.at("/logit/feature_results")) {
            assertThat(feature.get("reconstruction_shift").doubleValue()).isNotZero().isNotEqualTo(feature.get("mean_shift").doubleValue());
        }
    }

    @Test
    void groupsAreUpstreams() throws IOException {
        assertThat(clamp("--part", "group", "--prompt-tokens", 40, "--max-tokens", 60, "--passages", 6, "--family", FAMILY, "--group-size", 8, "--doses",
                "1,3,20", "--random-groups", 2).done().out()).contains("capitalized_word_ratio, which should fall", "8 of the group", "random group 2");
        JsonNode golden = golden();
        same("group", part("group").get("group"), golden.get("group"));
        Map<String, List<String>> texts = texts("part_group_texts.jsonl");
        List<String> conditions = List.of("baseline", "dose 1", "dose 3", "dose 8", "random 0", "random 1");
        for (int n = 0; n < golden.get("group_texts").size(); n++) {
            assertThat(texts.get(conditions.get(n / 6)).get(n % 6)).as("%s", n).isEqualTo(golden.get("group_texts").get(n).textValue());
        }
    }

    /** Everything golden has; found may have more. */
    private static void same(String where, JsonNode found, JsonNode golden) {
        assertThat(found).as(where).isNotNull();
        if (golden.isContainerNode()) {
            assertThat(found.size()).as(where).isGreaterThanOrEqualTo(golden.size());
            golden.properties().forEach(field -> same(where + "." + field.getKey(), found.get(field.getKey()), field.getValue()));
            for (int n = 0; golden.isArray() && n < golden.size(); n++) {
                same(where + "[" + n + "]", found.get(n), golden.get(n));
            }
        } else if (golden.isNumber()) {
            double value = golden.doubleValue();
            assertThat(found.doubleValue()).as(where).isCloseTo(value, within(limit(where) * Math.max(Math.abs(value), where.endsWith("shift") ? 1e-3 : 1e-9)));
        } else {
            assertThat(found).as(where).isEqualTo(golden);
        }
    }

    private static double limit(String where) {
        if (where.endsWith("clamp_value")) {
            return 1e-6;
        }
        if (!where.startsWith("logit.")) {
            return 1e-9;
        }
        return where.matches(".*(cohens_d|t_stat|p_value|shift)$") ? 1e-3 : 2e-6;
    }

    /** A finished run of probing in the same folder names the features. */
    @Test
    void theFeaturesComeFromProbing() {
        clamp("--probe", folder.resolve("none.json")).refused("none.json");
        List<Object> words = List.of("reproduce", "causal_clamp", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE, "--tokens",
                CommandRun.CORPUS, "--data-dir", CommandRun.DATA.resolve("golden/probing"), "--out", folder, "--part", "clamp", "--prompt-tokens", 16,
                "--max-tokens", 4, "--passages", 2, "--count", 1);
        CommandRun.of(words.toArray()).refused("probing", "summary.json: not there; run reproduce probing");
        CommandRun.of("reproduce", "probing", "--data-dir", CommandRun.DATA.resolve("golden/probing"), "--sae-checkpoint", CommandRun.SAE, "--out", folder).done();
        CommandRun.of(words.toArray()).done();
        JsonNode probing = JsonFiles.read(folder.resolve("probing/summary.json"));
        assertThat(part("clamp").at("/clamp/feature_results/0/feature_idx")).isEqualTo(probing.at("/summary/best_feature"));
        assertThat(part("clamp").at("/clamp/feature_results/0/rho")).isEqualTo(probing.at("/summary/best_rho"));
    }

    @Test
    void badInput() throws IOException {
        clamp("--part", "other").refused("--part other: clamp, logit or group");
        clamp("--percentile", 101).refused("--percentile 101.0: 0 to 100");
        clamp("--passages", 1).refused("--passages 1");
        clamp("--doses", "0").refused("--doses 0");
        clamp("--family", "prose").refused("--family prose: document_format, numeric_surface, layout");
        clamp("--part", "clamp", "--properties", "prose").refused("--properties: \"prose\" is none");
        clamp("--part", "clamp", "--layer", 0).refused("layer_0/head_2.npy: no such file");
        clamp("--part", "clamp", "--properties", "dot_density").refused("part clamp: no feature of the probing result follows dot_density best");
        clamp("--part", "group", "--min-rho", 0.9).refused("part group: no feature", "with |rho| 0.9");
        CommandRun.of("reproduce", "causal_clamp", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE, "--tokens", "1,2,3", "--data-dir",
                CommandRun.DATA, "--out", folder).refused("1 passages; paired tests need at least 2");
        Path probe = folder.resolve("probe.json");
        refused(probe, "{}", "probe.json: has no probe.features");
        String feature = "{\"feature_idx\": 3, \"best_rho\": 0.5, \"best_property\": \"has_url\", \"all_correlations\": {}}";
        String all = "{\"layer\": 2, \"head\": 2, \"probe\": {\"property_summary\": {}, \"features\": [" + feature + "]}}";
        refused(probe, all.replace("\"head\": 2", "\"head\": 1"), "of L2 H1, this is L2 H2");
        refused(probe, all.replace(": 3", ": 256"), "has feature 256, the autoencoder has 256");
        refused(probe, all.replace("0.5", "null"), "probe.features[0].best_rho: not as probing writes it");
        refused(probe, all.replace("has_url", ""), "no feature of the probing result follows any property");
        assertThat(folder.resolve("causal_clamp/part_group.json")).doesNotExist();
    }

    private void refused(Path probe, String text, String message) throws IOException {
        Files.writeString(probe, text);
        clamp("--part", "clamp", "--probe", probe).refused(message);
    }
}
