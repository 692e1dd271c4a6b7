package org.writesae.experiment.probing;

import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.writesae.experiment.clamp.PropertyFamily;
import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

/** Features are chosen as upstream's own functions choose them. */
class ProbedFeaturesTest {
    private static final Path GOLDEN = Path.of("reference-data/golden/causal-clamp");
    private final JsonNode golden = JsonFiles.read(GOLDEN.resolve("gdn-tiny.json"));
    private final ProbedFeatures probed = ProbedFeatures.read(GOLDEN.resolve("probe.json"));

    @Test
    void byFamily() {
        golden.get("families").properties().forEach(family -> {
            List<String> properties = PropertyFamily.of("", family.getKey()).properties();
            assertThat(probed.primary(properties)).isEqualTo(family.getValue().get("main_property").textValue());
            List<ProbedFeatures.Target> targets = probed.family(properties, 16, 0.1);
            JsonNode features = family.getValue().get("features");
            assertThat(targets).hasSize(features.size());
            for (int n = 0; n < features.size(); n++) {
                assertThat(targets.get(n)).isEqualTo(new ProbedFeatures.Target(features.get(n).get(0).intValue(), features.get(n).get(1).textValue(),
                        features.get(n).get(2).doubleValue()));
            }
        });
    }

    @Test
    void byTheirBestProperty() {
        List<ProbedFeatures.Target> targets = probed.strongest(3, List.of("mean_log_word_len", "compression_ratio", "capitalized_word_ratio"));
        assertThat(targets).extracting(ProbedFeatures.Target::feature).containsExactly(254, 177, 44);
        assertThat(probed.strongest(2, List.of())).extracting(ProbedFeatures.Target::property).containsExactly("cjk_ratio", "non_ascii_ratio");
    }
}
