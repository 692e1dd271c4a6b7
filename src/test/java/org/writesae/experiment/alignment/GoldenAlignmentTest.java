package org.writesae.experiment.alignment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.experiment.Reading;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Every feature against upstream's compute_alignment in float64: the same firings, mean cosines within 1e-6 of values up to 1.
 * A mean over firings moves by that much through the float32 states alone.
 */
class GoldenAlignmentTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));
    private static final double LIMIT = 1e-6;

    @ParameterizedTest
    @CsvSource({"gdn-tiny,model", "gdn-square,model", "gdn-square,transposed"})
    void agreesWithUpstream(String name, String replay) {
        JsonNode golden = JsonFiles.read(DATA.resolve("golden/memory-alignment/" + name + "-" + replay + ".json"));
        Path folder = DATA.resolve("models").resolve(name);
        List<ObjectNode> units = new ArrayList<>();
        AlignmentJson json;
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(folder, backend)) {
            WriteSae sae = new WriteSae(SaeCheckpoint.load(folder.resolve("sae").resolve(golden.get("sae").asText())), backend);
            MemoryAlignment alignment = new MemoryAlignment(model, sae, golden.get("layer").intValue(), golden.get("head").intValue(),
                    Reading.parse(Replay.class, replay, "golden", "replay"));
            for (int[] ids : sequences(folder)) {
                units.add(alignment.sequence(ids));
            }
            json = new AlignmentJson(MemoryAlignment.byFeature(units, sae.config().features()), 50, sae.config().dk(), sae.config().dv());
        }
        assertThat(json.summary().get("alive_count")).isEqualTo(golden.get("alive_count"));
        same("results", json.results(), golden.get("results"));
        same("sensitivity", json.sensitivity(), golden.get("sensitivity"));
        golden.get("weighted").fieldNames().forEachRemaining(tag -> same(tag, json.weighted().get(tag), golden.get("weighted").get(tag)));
        String[] verification = golden.get("verification").asText().split("[=,]");
        assertThat(units.getFirst().get("verification_cos_sim").doubleValue()).isCloseTo(Double.parseDouble(verification[1]), within(1e-6));
        assertThat(units.getFirst().get("verification_rel_error").doubleValue()).isCloseTo(Double.parseDouble(verification[3]), within(1e-5));
    }

    private static void same(String place, JsonNode actual, JsonNode expected) {
        assertThat(actual.size()).as(place).isEqualTo(expected.size());
        if (expected.isNumber()) {
            assertThat(actual.doubleValue()).as(place).isCloseTo(expected.doubleValue(), within(LIMIT));
        } else if (expected.isArray()) {
            for (int n = 0; n < expected.size(); n++) {
                same(place + "/" + n, actual.get(n), expected.get(n));
            }
        } else if (expected.isObject()) {
            expected.fieldNames().forEachRemaining(field -> same(place + "/" + field, actual.path(field), expected.get(field)));
        } else {
            assertThat(actual).as(place).isEqualTo(expected);
        }
    }

    private static int[][] sequences(Path folder) {
        Tensor corpus = Npy.open(folder.resolve("corpus.npy"));
        int length = (int) corpus.shape(1);
        int[] all = corpus.ints();
        int[][] ids = new int[all.length / length][];
        Arrays.setAll(ids, s -> Arrays.copyOfRange(all, s * length, (s + 1) * length));
        return ids;
    }
}
