package org.writesae.stats;

import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.writesae.stats.StatisticsCases.cases;
import static org.writesae.stats.StatisticsCases.close;
import static org.writesae.stats.StatisticsCases.doubles;

/** Spectra against LAPACK's: as LAPACK promises it, every value within 1e-12 of the largest. */
class GoldenSpectraTest {

    @ParameterizedTest
    @MethodSource
    void singularValues(JsonNode expected) {
        same(SingularValues.of(doubles(expected, "matrix"), expected.get("rows").intValue(), expected.get("columns").intValue()),
                expected.get("values"));
    }

    static Stream<JsonNode> singularValues() {
        return cases("singular_values");
    }

    @ParameterizedTest
    @MethodSource
    void symmetricEigenvalues(JsonNode expected) {
        double[][] matrix = StatisticsCases.items(expected.get("matrix"))
                .map(row -> StatisticsCases.items(row).mapToDouble(JsonNode::doubleValue).toArray()).toArray(double[][]::new);
        same(SymmetricEigenvalues.of(matrix), expected.get("values"));
    }

    static Stream<JsonNode> symmetricEigenvalues() {
        return cases("symmetric_eigenvalues");
    }

    private static void same(double[] actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        double largest = Math.max(Math.abs(expected.get(0).doubleValue()), Math.abs(expected.get(expected.size() - 1).doubleValue()));
        for (int n = 0; n < actual.length; n++) {
            close(actual[n], expected.get(n), largest, StatisticsCases.RELATIVE);
        }
    }
}
