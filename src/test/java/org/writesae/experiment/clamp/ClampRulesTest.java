package org.writesae.experiment.clamp;

import java.nio.file.Path;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Levels and splits as upstream's own functions give them, levels in float64; features that never fire or seldom are among them. */
class ClampRulesTest {
    private static final Path DATA = Path.of("reference-data");
    private final JsonNode golden = JsonFiles.read(DATA.resolve("golden/causal-clamp/rules.json"));

    private static FeatureLevels.Found levels(int states, double percentile) {
        try (JvmBackend backend = new JvmBackend(1)) {
            return new FeatureLevels(Npy.open(DATA.resolve("golden/probing/layer_2/head_2.npy")), states,
                    SaeCheckpoint.load(DATA.resolve("models/gdn-tiny/sae/bilinear_L2_H2/best.pt")), percentile, backend).find(WorkUnits.inMemory(1));
        }
    }

    @Test
    void levels() {
        check(levels(320, 95), golden.at("/levels/95"));
        check(levels(60, 50), golden.at("/levels/50"));
    }

    private static void check(FeatureLevels.Found found, JsonNode golden) {
        assertThat(found.values()).hasSize(golden.size());
        for (int i = 0; i < golden.size(); i++) {
            double value = golden.get(i).doubleValue();
            assertThat(found.values()[i]).as("%s", i).isCloseTo(value, within(1e-6 * value));
        }
        assertThat(IntStream.range(0, golden.size()).filter(i -> !found.fires()[i]).count()).isPositive();
    }

    @Test
    void splits() {
        for (JsonNode one : golden.get("splits")) {
            JsonNode positions = one.get(3);
            assertThat(new LogitClamp.Splits(128, one.get(1).intValue(), one.get(2).intValue()).of(one.get(0).intValue())).as(one.toString())
                    .containsExactly(IntStream.range(0, positions.size()).map(n -> positions.get(n).intValue()).toArray());
        }
    }
}
