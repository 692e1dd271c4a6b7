package org.writesae.experiment.readers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Changes of later heads against full float64 replays: each within 1e-4 relative or 2e-8 absolute (the medians measured are
 * within 2e-9), the contexts the same.
 */
class GoldenReadersTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));
    private static final Path MODEL = DATA.resolve("models/gdn-tiny");

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void agreesWithReplays(int horizon) {
        JsonNode golden = JsonFiles.read(DATA.resolve("golden/reader-traces/gdn-tiny.json"));
        int[] all = Npy.open(MODEL.resolve("corpus.npy")).ints();
        int length = (int) Npy.open(MODEL.resolve("corpus.npy")).shape(1);
        int[][] sequences = new int[all.length / length][];
        Arrays.setAll(sequences, s -> Arrays.copyOfRange(all, s * length, (s + 1) * length));
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(MODEL, backend)) {
            WriteSae sae = new WriteSae(SaeCheckpoint.load(MODEL.resolve("sae/bilinear_L2_H2/best.pt")), backend);
            ReaderTraces traces = new ReaderTraces(model, sae, new ReaderPlan(golden.get("layer").asInt(), golden.get("head").asInt(),
                    List.of(174, 128), golden.get("contexts").asInt(), horizon, golden.get("seed").asInt()));
            Map<Integer, List<HeadChanges>> found = traces.run(sequences, WorkUnits.inMemory(2));
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
