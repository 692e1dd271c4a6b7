package org.writesae.experiment.probing;

import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Every property of 320 texts of many kinds against upstream's Python. */
class TextPropertiesTest {
    private static final Path GOLDEN = Path.of("reference-data/golden/probing");

    @Test
    void namesAreUpstreams() {
        JsonNode names = JsonFiles.read(GOLDEN.resolve("gdn-tiny.json")).get("property_names");
        assertThat(TextProperties.NAMES).hasSize(57).isEqualTo(names.valueStream().map(JsonNode::textValue).toList());
    }

    @Test
    void valuesAreUpstreams() {
        List<String> texts = ProbingClaim.texts(GOLDEN.resolve("texts.json"));
        double[] expected = Npy.open(GOLDEN.resolve("properties.npy")).doubles();
        int width = TextProperties.NAMES.size();
        assertThat(expected).hasSize(texts.size() * width);
        for (int n = 0; n < texts.size(); n++) {
            double[] found = TextProperties.of(texts.get(n));
            for (int j = 0; j < width; j++) {
                double value = expected[n * width + j];
                assertThat(found[j]).as("%s of text %d, %s", TextProperties.NAMES.get(j), n, texts.get(n))
                        .isCloseTo(value, within(1e-12 * Math.max(1, Math.abs(value))));
            }
        }
    }
}
