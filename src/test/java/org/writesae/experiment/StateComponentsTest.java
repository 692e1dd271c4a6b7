package org.writesae.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Principal components and non-negative factors of states against upstream's own run (float32) and the same arithmetic in float64. */
class StateComponentsTest {
    private static final Path DATA = Path.of("reference-data");
    private static final JsonNode GOLDEN = JsonFiles.read(DATA.resolve("golden/stats/principal_components.json")).get("upstream");

    @Test
    void areUpstreams() {
        check(StateComponents.of(states(), StateComponents.COUNTS, 10_000, true), GOLDEN.get("whole"));
    }

    @Test
    void areUpstreamsOfFewerSamples() {
        check(StateComponents.of(states(), List.of(1, 4, 16, 64), 20, true), GOLDEN.get("capped"));
    }

    @Test
    void badStates() {
        Tensor one = Tensor.of("states", new float[6], 1, 2, 3);
        assertThatThrownBy(() -> StateComponents.of(one, List.of(1), 0, false)).isInstanceOf(InputException.class)
                .hasMessageContaining("[1, 2, 3]");
        float[] values = new float[60];
        values[7] = Float.NaN;
        assertThatThrownBy(() -> StateComponents.of(Tensor.of("states", values, 10, 2, 3), List.of(1), 0, false))
                .isInstanceOf(InputException.class).hasMessageContaining("[1, 0, 1] is NaN");
        assertThatThrownBy(() -> StateComponents.of(Tensor.of("states", new float[60], 10, 2, 3), List.of(9), 0, false))
                .isInstanceOf(InputException.class).hasMessageContaining("8 states to fit [9] components");
    }

    private static void check(StateComponents found, JsonNode expected) {
        JsonNode json = found.json();
        List<Double> errors = new ArrayList<>(found.errors().values());
        assertThat(errors).hasSize(expected.get("exact").size());
        for (int q = 0; q < errors.size(); q++) {
            double exact = expected.get("exact").get(q).doubleValue();
            assertThat(errors.get(q)).isCloseTo(exact, within(1e-10 * exact));
        }
        List<Double> factors = new ArrayList<>(found.nonNegative().values());
        assertThat(factors).hasSize(expected.get("nmf_exact").size());
        for (int q = 0; q < factors.size(); q++) {
            double exact = expected.get("nmf_exact").get(q).doubleValue();
            assertThat(factors.get(q)).isCloseTo(exact, within(1e-8 * exact));
        }
        expected.get("nmf").properties().forEach(entry -> assertThat(json.get("nmf").get(entry.getKey()).doubleValue())
                .isCloseTo(entry.getValue().doubleValue(), within(1e-5 * entry.getValue().doubleValue())));
        expected.get("pca").properties().forEach(entry -> assertThat(json.get("pca").get(entry.getKey()).doubleValue())
                .isCloseTo(entry.getValue().doubleValue(), within(1e-6 * entry.getValue().doubleValue())));
        expected.get("data_stats").properties().forEach(entry -> assertThat(json.get("data_stats").get(entry.getKey()).doubleValue())
                .as(entry.getKey()).isCloseTo(entry.getValue().doubleValue(), within(1e-6 * Math.abs(entry.getValue().doubleValue()))));
    }

    /** As upstream read them: rounded to float16, as extracted states are stored. */
    private static Tensor states() {
        Tensor stored = Npy.open(DATA.resolve("models/gdn-tiny/states-sample.npy"));
        float[] values = stored.floats();
        for (int n = 0; n < values.length; n++) {
            values[n] = Float.float16ToFloat(Float.floatToFloat16(values[n]));
        }
        return Tensor.of("states", values, stored.shape());
    }
}
