package org.writesae.stats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/** Principal components and leading singular pairs against LAPACK through NumPy. */
class PrincipalComponentsTest {
    private static final Path FOLDER = Path.of("reference-data", "golden", "stats");

    @ParameterizedTest
    @MethodSource
    void components(JsonNode expected) {
        PrincipalComponents found = check(expected, dense(expected.get("x")));
        double[] errors = found.errors(dense(expected.get("validation")), ints(expected.get("ks")));
        close(errors, doubles(expected.get("errors")));
    }

    static Stream<JsonNode> components() {
        return items(JsonFiles.read(FOLDER.resolve("principal_components.json")).get("cases"));
    }

    @ParameterizedTest
    @MethodSource
    void componentsOfWrites(JsonNode expected) {
        RankOneSamples writes = new RankOneSamples(flat(expected.get("keys")), flat(expected.get("values")),
                expected.get("dk").intValue(), expected.get("dv").intValue());
        PrincipalComponents found = check(expected, writes);
        close(found.errors(writes, ints(expected.get("ks"))), doubles(expected.get("errors")));
    }

    static Stream<JsonNode> componentsOfWrites() {
        return items(JsonFiles.read(FOLDER.resolve("principal_components.json")).get("writes"));
    }

    @ParameterizedTest
    @MethodSource
    void leadingPair(JsonNode expected) {
        double[] matrix = flat(expected.get("matrix"));
        int rows = expected.get("matrix").size();
        int columns = matrix.length / rows;
        LeadingSingularPair found = LeadingSingularPair.of(matrix, rows, columns);
        double sigma = expected.get("sigma").doubleValue();
        assertThat(found.sigma()).isCloseTo(sigma, within(1e-12 * sigma));
        double[] approximation = flat(expected.get("approximation"));
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                assertThat(found.sigma() * found.left()[i] * found.right()[j])
                        .isCloseTo(approximation[i * columns + j], within(1e-10 * sigma));
            }
        }
    }

    static Stream<JsonNode> leadingPair() {
        return items(JsonFiles.read(FOLDER.resolve("leading_singular_pair.json")).get("cases"));
    }

    /** The recurrence for large matrices against the full decomposition, on a spectrum with equal values in it. */
    @Test
    void lanczosFindsWhatTheFullDecompositionFinds() {
        int n = 200;
        double[] spectrum = new double[n];
        for (int i = 0; i < n; i++) {
            spectrum[i] = i < 150 ? Math.exp(-i / 20.0) : 0;
        }
        double[][] a = rotated(spectrum);
        LeadingEigenpairs full = LeadingEigenpairs.of(a, 30);
        LeadingEigenpairs lanczos = new LeadingEigenpairs.Lanczos(a, 30).run();
        for (int c = 0; c < 30; c++) {
            assertThat(lanczos.value(c)).isCloseTo(spectrum[c], within(1e-12));
            assertThat(full.value(c)).isCloseTo(spectrum[c], within(1e-12));
            assertThat(Math.abs(Vectors.dot(lanczos.vector(c), full.vector(c)))).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void lanczosGoesOnBeyondAnInvariantSubspace() {
        double[] spectrum = new double[60];
        Arrays.fill(spectrum, 0, 40, 2);
        LeadingEigenpairs pairs = new LeadingEigenpairs.Lanczos(rotated(spectrum), 41).run();
        assertThat(pairs.value(39)).isCloseTo(2, within(1e-9));
        assertThat(pairs.value(40)).isCloseTo(0, within(1e-9));
    }

    @Test
    void vectorsThatSpanLess() {
        DenseSamples line = new DenseSamples(List.of(new float[] {1, 2, 3}, new float[] {2, 4, 6}, new float[] {0, 0, 0}));
        PrincipalComponents found = PrincipalComponents.fit(line, 3);
        assertThat(found.count()).isEqualTo(1);
        assertThat(found.errors(line, new int[] {1, 3})[1]).isCloseTo(0, within(1e-15));
    }

    @Test
    void badArguments() {
        DenseSamples two = new DenseSamples(List.of(new float[3], new float[] {1, 2, 3}));
        assertThatIllegalArgumentException().isThrownBy(() -> PrincipalComponents.fit(two, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new DenseSamples(List.of(new float[3], new float[2])));
        assertThatIllegalArgumentException().isThrownBy(() -> new RankOneSamples(new double[4], new double[4], 2, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> LeadingSingularPair.of(new double[4], 2, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> LeadingSingularPair.of(new double[] {1, Double.NaN}, 1, 2));
    }

    private static PrincipalComponents check(JsonNode expected, Samples samples) {
        int[] ks = ints(expected.get("ks"));
        PrincipalComponents found = PrincipalComponents.fit(samples, ks[ks.length - 1]);
        double[] variances = doubles(expected.get("variances"));
        for (int c = 0; c < found.count(); c++) {
            assertThat(found.variance(c)).isCloseTo(variances[c], within(1e-11 * variances[0]));
        }
        for (int c = 0; c < expected.get("components").size(); c++) {
            close(found.component(c), doubles(expected.get("components").get(c)));
        }
        return found;
    }

    /** Q diag(spectrum) Qᵀ with a random orthogonal Q. */
    private static double[][] rotated(double[] spectrum) {
        int n = spectrum.length;
        Random random = new Random(3);
        double[][] q = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                q[i][j] = random.nextGaussian();
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    Vectors.add(q[i], q[j], -Vectors.dot(q[i], q[j]));
                }
            }
            q[i] = Vectors.scaled(q[i], 1 / Math.sqrt(Vectors.dot(q[i], q[i])));
        }
        double[][] a = new double[n][n];
        for (int c = 0; c < n; c++) {
            for (int i = 0; i < n; i++) {
                Vectors.add(a[i], q[c], spectrum[c] * q[c][i]);
            }
        }
        return a;
    }

    private static void close(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-10 * largest + 1e-18));
        }
    }

    private static DenseSamples dense(JsonNode rows) {
        List<float[]> samples = new ArrayList<>();
        rows.forEach(row -> {
            double[] values = doubles(row);
            float[] sample = new float[values.length];
            for (int p = 0; p < sample.length; p++) {
                sample[p] = (float) values[p];
            }
            samples.add(sample);
        });
        return new DenseSamples(samples);
    }

    private static Stream<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static double[] doubles(JsonNode array) {
        return items(array).mapToDouble(JsonNode::doubleValue).toArray();
    }

    private static double[] flat(JsonNode rows) {
        return items(rows).flatMapToDouble(row -> items(row).mapToDouble(JsonNode::doubleValue)).toArray();
    }

    private static int[] ints(JsonNode array) {
        return items(array).mapToInt(JsonNode::intValue).toArray();
    }
}
