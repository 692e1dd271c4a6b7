package org.writesae.experiment.residual;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

import org.writesae.experiment.TaggedDictionaries;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Every number of both analyses against NumPy on residuals of upstream's autoencoders in float64: within 2e-6 of it or of 1,
 * since states and reconstructions are float32 here and residuals a tenth to a half of them. Overlaps are exact.
 */
class GoldenCollectiveTest {
    private static final double LIMIT = 2e-6;
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));
    private static final Path MODEL = DATA.resolve("models/gdn-tiny");
    private static final JsonNode GOLDEN = JsonFiles.read(DATA.resolve("golden/collective/gdn-tiny.json"));

    private static TaggedDictionaries dictionaries() {
        List<TaggedDictionaries.Dictionary> found = new ArrayList<>();
        for (String kind : List.of("flat", "bilinear")) {
            for (int head : new int[] {0, 1, 3}) {
                found.add(new TaggedDictionaries.Dictionary("", head, SaeCheckpoint.load(MODEL.resolve("sae/" + kind + "_L2_H" + head))));
            }
        }
        return new TaggedDictionaries(found);
    }

    @Test
    void residuals() {
        Tensor corpus = Npy.open(MODEL.resolve("corpus.npy"));
        int length = (int) corpus.shape(1);
        int[][] texts = new int[(int) corpus.shape(0)][];
        Arrays.setAll(texts, s -> Arrays.copyOfRange(corpus.ints(), s * length, (s + 1) * length));
        JsonNode settings = GOLDEN.get("settings");
        // Batches of 5, so that the texts are several units of work.
        CollectiveClaim.Plan plan = new CollectiveClaim.Plan(texts.length, 5, List.of(2, 3, 4), settings.get("subsets").intValue(),
                settings.get("samples").intValue(), settings.get("for_components").intValue(), settings.get("components").intValue(),
                settings.get("seed").intValue());
        JsonNode result;
        try (Backend backend = new JvmBackend(1); HostModel model = Families.load(MODEL, backend)) {
            HeadStates states = new FinalStates(model, 2, texts, 2);
            result = new CollectiveClaim(dictionaries(), states, plan)
                    .run(WorkUnits.inMemory(2), backend, JsonNodeFactory.instance.objectNode()).result();
        }
        agree(result.at("/collective/architectures"), GOLDEN.get("collective"), "collective");
        agree(result.at("/correlation/sae_types"), GOLDEN.get("correlation"), "correlation");
        assertThat(result.at("/collective/comparison/coherence_mean_deltas/2").doubleValue()).isCloseTo(
                GOLDEN.at("/collective/flat/coherence/2/mean").doubleValue()
                        - GOLDEN.at("/collective/bilinear/coherence/2/mean").doubleValue(), within(2 * LIMIT));
    }

    @Test
    void overlaps() {
        GOLDEN.get("overlap").properties().forEach(steps ->
                agree(AliveOverlap.of(dictionaries(), Integer.parseInt(steps.getKey())).get("architectures"), steps.getValue(), steps.getKey()));
    }

    /** All that is golden has to be there, and to agree. */
    private static void agree(JsonNode actual, JsonNode expected, String path) {
        if (expected.isNumber()) {
            double value = expected.doubleValue();
            assertThat(actual.isNumber()).as(path).isTrue();
            assertThat(actual.doubleValue()).as(path).isCloseTo(value, within(LIMIT * (path.contains("mse") ? value : Math.max(1, Math.abs(value)))));
        } else if (expected.isArray()) {
            assertThat(actual.size()).as(path).isEqualTo(expected.size());
            for (int n = 0; n < expected.size(); n++) {
                agree(actual.get(n), expected.get(n), path + "/" + n);
            }
        } else {
            expected.properties().forEach(one -> agree(actual.path(one.getKey()), one.getValue(), path + "/" + one.getKey()));
        }
    }
}
