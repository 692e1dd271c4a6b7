package org.writesae.experiment.steering;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.model.tokenizer.Tokenizers;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Against upstream's selection, generation and text statistics in float64, with the likeliest token in place of the drawn one.
 * Features and texts exactly (the smallest gap of a greedy choice is above 1e-3); means and pushes within 1e-6 (states
 * are float32 here), statistics of the texts within 1e-12, the t test within 1e-10 of SciPy.
 */
class GoldenSteeringTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));
    private static final Path GOLDEN = DATA.resolve("golden/newline-steering");
    private static final Path MODEL = DATA.resolve("models/gdn-tiny");

    private static int[][] corpus(int length, int most) {
        int[] all = Npy.open(MODEL.resolve("corpus.npy")).ints();
        int[][] corpus = new int[Math.min(most, all.length / length)][];
        Arrays.setAll(corpus, s -> Arrays.copyOfRange(all, s * length, (s + 1) * length));
        return corpus;
    }

    private static SortedMap<Integer, WriteSae> dictionaries(JsonNode selection, JvmBackend backend) {
        SortedMap<Integer, WriteSae> dictionaries = new TreeMap<>();
        selection.get("heads").fieldNames().forEachRemaining(head -> dictionaries.put(Integer.parseInt(head),
                new WriteSae(SaeCheckpoint.load(MODEL.resolve("sae/bilinear_L2_H" + head + "/best.pt")), backend)));
        return dictionaries;
    }

    private static SteeringPlan plan(JsonNode selection, BoundaryLabels labels) {
        return new SteeringPlan(2, Set.of(selection.get("boundary").intValue()), labels, 4, List.of(2.0, 20.0), 10, 80, 0, 123);
    }

    private static int[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        Arrays.setAll(ids, i -> bytes[i] & 0xff);
        return ids;
    }

    private static ObjectNode result(JsonNode selection, BoundaryLabels labels, int[][] corpus, List<String> prompts) {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(MODEL, backend)) {
            SteeringPlan plan = plan(selection, labels);
            NewlineSteering steering = new NewlineSteering(model, plan, dictionaries(selection, backend));
            var tokenizer = Tokenizers.open(MODEL);
            return SteeringJson.run(steering, plan, new NewlineSteering.Passages(corpus, "corpus"),
                    new NewlineSteering.Texts(prompts.stream().map(GoldenSteeringTest::bytes).toArray(int[][]::new), prompts,
                            tokenizer::decode),
                    JsonNodeFactory.instance.objectNode(), Map.of(2, "bilinear"), WorkUnits.inMemory(2), 2).result();
        }
    }

    @Test
    void agreesWithUpstream() throws IOException {
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("gdn-tiny.json"));
        ObjectNode found = result(golden.get("selection"), BoundaryLabels.RIGHT, corpus(128, 16),
                Files.readAllLines(DATA.resolve("golden/install/prompts.txt")));
        checkSelection(golden.get("selection"), found);
        for (String part : List.of("conditions", "tests", "subset_tests")) {
            check(golden.get(part), found.get(part), part);
        }
        for (int p = 0; p < golden.get("per_prompt").size(); p++) {
            check(golden.get("per_prompt").get(p), found.get("per_prompt").get(p), "prompt " + p);
        }
    }

    @Test
    void repeatsUpstreamsLabels() {
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("upstream-labels.json"));
        checkSelection(golden, result(golden, BoundaryLabels.UPSTREAM, corpus(golden.get("length").intValue(), 64), List.of("In ", "The ")));
    }

    private static void checkSelection(JsonNode golden, ObjectNode found) {
        assertThat(found.get("summary").get("n_boundary")).isEqualTo(golden.get("n_boundary"));
        assertThat(found.get("summary").get("n_sampled")).isEqualTo(golden.get("n_sampled"));
        assertThat(found.get("n_heads").intValue()).isEqualTo(golden.get("heads").size());
        golden.get("heads").properties().forEach(head -> {
            String h = head.getKey();
            assertThat(found.get("boundary_features_per_head").get(h)).isEqualTo(head.getValue().get("features"));
            assertThat(found.get("random_features_per_head").get(h)).isEqualTo(head.getValue().get("random"));
            check(head.getValue().get("push"), found.get("boundary_push_per_head").get(h), "push");
            check(head.getValue().get("random_push"), found.get("random_push_per_head").get(h), "push");
            check(head.getValue().get("details"), found.get("feature_details_per_head").get(h), "push");
        });
    }

    private static double limit(String path) {
        return path.contains("push") || path.endsWith("intervention_norm") ? 1e-6 : path.contains("tests") ? 1e-10 : 1e-12;
    }

    /** Everything golden has; found may have more. */
    private static void check(JsonNode golden, JsonNode found, String path) {
        assertThat(found).as(path).isNotNull();
        if (golden.isNumber()) {
            assertThat(found.doubleValue()).as(path).isCloseTo(golden.doubleValue(), within(limit(path)));
        } else if (golden.isContainerNode()) {
            assertThat(found.size()).as(path).isGreaterThanOrEqualTo(golden.size());
            golden.fieldNames().forEachRemaining(field -> check(golden.get(field), found.get(field), path + "." + field));
            for (int n = 0; golden.isArray() && n < golden.size(); n++) {
                check(golden.get(n), found.get(n), path + "[" + n + "]");
            }
        } else {
            assertThat(found).as(path).isEqualTo(golden);
        }
    }

    @Test
    void countsInTexts() {
        for (JsonNode one : JsonFiles.read(GOLDEN.resolve("text-statistics.json")).get("texts")) {
            Map<String, Double> found = TextStatistics.of(one.get("text").textValue());
            assertThat(found.keySet()).containsExactlyElementsOf(TextStatistics.NAMES);
            found.forEach((name, value) -> assertThat(value).as(one + " " + name)
                    .isCloseTo(one.get("stats").get(name).doubleValue(), within(1e-12)));
        }
    }
}
