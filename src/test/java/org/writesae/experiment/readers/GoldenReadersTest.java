package org.writesae.experiment.readers;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.experiment.BundledCells;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Changes of later heads against full float64 replays: each within 1e-4 relative or 2e-8 absolute (the medians measured are
 * within 2e-9), the contexts the same.
 */
class GoldenReadersTest {
    @ParameterizedTest
    @CsvSource({"gdn-tiny, 1", "gdn-tiny, 4", "mamba2-tiny, 1"})
    void agreesWithReplays(String name, int horizon) {
        JsonNode golden = JsonFiles.read(BundledCells.DATA.resolve("golden/reader-traces/" + name + ".json"));
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(BundledCells.model(name), backend)) {
            int head = golden.get("head").asInt();
            WriteSae sae = BundledCells.dictionary(model, name, "bilinear_L2_H" + head);
            ReaderTraces traces = new ReaderTraces(model, sae, new ReaderPlan(golden.get("layer").asInt(), head,
                    golden.get("features").findValues("feature_id").stream().map(JsonNode::intValue).distinct().toList(), golden.get("contexts").asInt(), horizon, golden.get("seed").asInt()));
            Map<Integer, List<HeadChanges>> found = traces.run(BundledCells.passages(name), WorkUnits.inMemory(2));
            for (JsonNode feature : golden.get("features")) {
                if (feature.get("horizon").asInt() == horizon) {
                    List<HeadChanges> contexts = found.get(feature.get("feature_id").asInt());
                    contexts(contexts, feature.get("contexts"));
                    readers(contexts, traces.readers(contexts), feature.get("readers"));
                }
            }
        }
    }

    private static void contexts(List<HeadChanges> own, JsonNode expected) {
        assertThat(own).hasSize(expected.size());
        for (int n = 0; n < own.size(); n++) {
            assertThat(List.of(own.get(n).passage(), own.get(n).position())).isEqualTo(
                    List.of(expected.get(n).get("prompt_id").asInt(), expected.get(n).get("firing_position").asInt()));
            assertThat(own.get(n).coefficient()).isCloseTo(expected.get(n).get("coefficient").asDouble(), within(1e-7));
        }
    }

    private static void readers(List<HeadChanges> contexts, List<Reader> own, JsonNode expected) {
        assertThat(own).hasSize(expected.size());
        assertThat(own).isSortedAccordingTo((a, b) -> Double.compare(b.ratio(), a.ratio()));
        Map<String, Integer> places = new TreeMap<>();
        own.stream().sorted((a, b) -> a.layer() == b.layer() ? a.head() - b.head() : a.layer() - b.layer())
                .forEach(reader -> places.put(reader.name(), places.size()));
        Map<String, Reader> by = new TreeMap<>();
        own.forEach(reader -> by.put(reader.name(), reader));
        for (JsonNode reader : expected) {
            String name = "L" + reader.get("layer").asInt() + "H" + reader.get("head").asInt();
            close(by.get(name).signal(), reader.get("signal").doubleValue(), name);
            close(by.get(name).baseline(), reader.get("baseline").doubleValue(), name);
            for (int n = 0; n < contexts.size(); n++) {
                close(contexts.get(n).signal()[places.get(name)], reader.get("each").get(0).get(n).doubleValue(), name);
                close(contexts.get(n).baseline()[places.get(name)], reader.get("each").get(1).get(n).doubleValue(), name);
            }
        }
    }

    private static void close(double own, double expected, String reader) {
        assertThat(own).as(reader).isCloseTo(expected, within(Math.max(1e-4 * expected, 2e-8)));
    }
}
