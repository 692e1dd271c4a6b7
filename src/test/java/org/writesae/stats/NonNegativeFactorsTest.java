package org.writesae.stats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/** Non-negative factors against scikit-learn in float64, started from the same singular pairs. */
class NonNegativeFactorsTest {
    private static final Path GOLDEN = Path.of("reference-data", "golden", "stats", "non_negative_factors.json");

    @ParameterizedTest
    @MethodSource
    void factors(JsonNode expected) {
        DenseSamples train = samples(expected.get("x"), true);
        for (JsonNode fit : expected.get("fits")) {
            NonNegativeFactors found = NonNegativeFactors.fit(train, fit.get("k").intValue());
            if (fit.get("k").intValue() > 1) {
                // One factor starts where it ends, and rounding alone says when.
                assertThat(found.iterations()).isEqualTo(fit.get("iterations").intValue());
            }
            double[][] factors = found.factors();
            assertThat(factors).hasNumberOfRows(fit.get("factors").size());
            for (int p = 0; p < factors.length; p++) {
                for (int c = 0; c < factors[p].length; c++) {
                    assertThat(factors[p][c]).isNotNegative().isCloseTo(fit.get("factors").get(p).get(c).doubleValue(), within(1e-8));
                }
            }
            double error = found.error(samples(expected.get("validation"), true), samples(expected.get("validation"), false));
            double exact = fit.get("error").doubleValue();
            assertThat(error).isCloseTo(exact, within(1e-8 * exact));
        }
    }

    static Stream<JsonNode> factors() {
        return JsonFiles.read(GOLDEN).get("cases").valueStream();
    }

    /** Zeros have the factors zero, and nothing is divided by nothing. */
    @Test
    void nothing() {
        DenseSamples zeros = new DenseSamples(List.of(new float[4], new float[4], new float[4]));
        DenseSamples ones = new DenseSamples(List.of(new float[] {1, -1, 1, -1}));
        assertThat(NonNegativeFactors.fit(zeros, 2).error(new DenseSamples(List.of(new float[4])), ones)).isEqualTo(1);
    }

    @Test
    void badArguments() {
        DenseSamples two = new DenseSamples(List.of(new float[3], new float[] {1, 2, 3}));
        assertThatIllegalArgumentException().isThrownBy(() -> NonNegativeFactors.fit(two, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> NonNegativeFactors.fit(two, 0));
    }

    private static DenseSamples samples(JsonNode rows, boolean clipped) {
        List<float[]> samples = new ArrayList<>();
        rows.forEach(row -> {
            float[] sample = new float[row.size()];
            for (int p = 0; p < sample.length; p++) {
                sample[p] = (float) row.get(p).doubleValue();
                sample[p] = clipped ? Math.max(0, sample[p]) : sample[p];
            }
            samples.add(sample);
        });
        return new DenseSamples(samples);
    }
}
