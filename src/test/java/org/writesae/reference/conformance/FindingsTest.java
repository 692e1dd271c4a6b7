package org.writesae.reference.conformance;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.reference.GoldenData;

import static org.assertj.core.api.Assertions.assertThat;

/** Float32 results of NumPy and torch ({@code conformance_actuals.py}): accepted as they are, and recognised when spoiled. */
class FindingsTest {
    static final Path FILES = Path.of("src/test/resources/conformance");
    private static final Conformance CASES = new Conformance(GoldenData.find());
    private static final String SQUARE = "gated-delta/sequence-square";
    private static final int STEP = 4 * 7;

    @ParameterizedTest
    @ValueSource(strings = {SQUARE, "gated-delta/gates-ordinary", "gated-linear-attention/sequence-square", "linear/small",
        "rwkv7/sequence-square", "state-space/sequence-square", "rms-norm/gated", "log-softmax/ordinary",
        "transpose/rows-and-columns", "sae/gdn-tiny/bilinear_L2_H2", "model/gdn-tiny/short3"})
    void anotherProgramsFloat32IsAccepted(String id) {
        ConformanceCase golden = CASES.get(id);
        Judgement judgement = Judgement.of(golden, right(golden), null);
        assertThat(judgement.ok()).isTrue();
        assertThat(judgement.verdicts()).hasSameSizeAs(golden.wanted())
                .allMatch(verdict -> verdict.arithmetic() == Arithmetic.FLOAT32);
        assertThat(judgement.mistakes()).isEmpty();
        assertThat(judgement.findings()).isEmpty();
    }

    @Test
    void float32IsNotFloat64() {
        ConformanceCase golden = CASES.get("gated-delta/gates-ordinary");
        assertThat(Judgement.of(golden, right(golden), Arithmetic.FLOAT64).ok()).isFalse();
        golden.wanted().forEach(wanted -> assertThat(wanted.limit()).isEqualTo(0.0625));
    }

    @Test
    void aMistakeOnRoundedInputsIsStillTheClosest() {
        ConformanceCase golden = CASES.get(SQUARE);
        Map<String, double[]> actual = ActualTensors.read(FILES.resolve("wrong").resolve(SQUARE + ".npz"), golden, null, true).values();
        Judgement judgement = Judgement.of(golden, actual, null);
        assertThat(judgement.missing()).containsExactly("error", "kept");
        assertThat(judgement.mistakes()).singleElement().satisfies(likely -> {
            assertThat(likely.mistake().flags()).containsExactly("UndecayedRead");
            assertThat(likely.closeness().within()).isFalse();
            assertThat(likely.closeness().part()).isBetween(0.001, 0.05);
        });
    }

    @Test
    void aTransposedState() {
        assertFound("state", i -> i / 49 * 49 + i % 7 * 7 + i / 7 % 7, Finding.Kind.AXES, "the right values, axes in the order [0, 2, 1]");
    }

    @Test
    void axesExchangedInMemoryOnly() {
        // [6, 4, 7] written as [4, 6, 7], head by head.
        assertFound("o", i -> i / 7 % 6 * STEP + i / 42 * 7 + i % 7, Finding.Kind.AXES,
                "the right values, axes in the order [1, 0, 2] and read as [6, 4, 7] in the place of [4, 6, 7]");
    }

    @Test
    void offByOneToken() {
        assertFound("o", i -> Math.max(0, i - STEP), Finding.Kind.SHIFT,
                "off by one along axis 0: each place holds the right values of the one before it");
        assertFound("o", i -> i + STEP < 6 * STEP ? i + STEP : i, Finding.Kind.SHIFT,
                "off by one along axis 0: each place holds the right values of the one after it");
    }

    @Test
    void headsInAnotherOrder() {
        int[] order = {0, 2, 1, 3};
        assertFound("o", i -> i / STEP * STEP + order[i / 7 % 4] * 7 + i % 7, Finding.Kind.ORDER,
                "the right values, along axis 1 in the order [0, 2, 1, 3]");
    }

    @Test
    void factors() {
        assertComputed("o", (x, i) -> x * Math.sqrt(7), Finding.Kind.FACTOR, "the right values times 2.645751 (= √dk, dk = 7)");
        assertComputed("o", (x, i) -> x / 6, Finding.Kind.FACTOR, "the right values times 0.1666667 (= 1/rows, rows = 6)");
        assertComputed("o", (x, i) -> -x, Finding.Kind.FACTOR, "the right values negated");
        assertComputed("o", (x, i) -> x * (1 + i / 7 % 4), Finding.Kind.FACTORS,
                "the right values times a factor for each place of axis 1, 1.00000 to 4.00000");
        assertComputed("o", (x, i) -> x * (1 + i / 7), Finding.Kind.FACTORS,
                "the right values times a factor for each row of the last axis, 1.00000 to 24.0000");
        assertComputed("o", (x, i) -> 0, Finding.Kind.ZERO, "all values are 0");
    }

    @Test
    void sixteenBits() {
        assertComputed("o", (x, i) -> Float.float16ToFloat(Float.floatToFloat16((float) x)), Finding.Kind.ROUNDED,
                "the right values, rounded to float16");
        // Cut off, not rounded: one bfloat16 number further where the rest is more than half.
        assertComputed("o", (x, i) -> Float.intBitsToFloat(Float.floatToIntBits((float) x) & 0xffff0000), Finding.Kind.ROUNDED,
                "all values are bfloat16 numbers");
    }

    /** Every case but the models, and one of these: the others take long. */
    static Stream<ConformanceCase> cases() {
        return CASES.cases("").stream().filter(golden -> golden.model() == null || golden.id().contains("gla-random-c"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingIsSaidOfNoise(ConformanceCase golden) {
        Map<String, double[]> actual = new LinkedHashMap<>();
        Random random = new Random(golden.id().hashCode());
        for (Wanted wanted : golden.wanted()) {
            double size = Math.abs(Arrays.stream(wanted.expected()).filter(Double::isFinite).max().orElse(0)) + 1e-3;
            actual.put(wanted.name(), Arrays.stream(wanted.expected()).map(x -> x + random.nextGaussian() * size).toArray());
        }
        Judgement judgement = Judgement.of(golden, actual, null);
        assertThat(judgement.ok()).isFalse();
        assertThat(judgement.findings()).isEmpty();
        assertThat(judgement.mistakes()).isEmpty();
    }

    @Test
    void aNanIsBeyondEveryLimit() {
        Judgement judgement = spoiled("o", (x, i) -> i == 40 ? Double.NaN : x);
        TensorVerdict first = judgement.first().orElseThrow();
        assertThat(first.deviation().distance()).isInfinite();
        assertThat(first.wanted().position(first.deviation().first())).isEqualTo("[1, 1, 5]");
        assertThat(first.deviation().beyond()).isOne();
    }

    /** A value of a tensor in terms of the right one. */
    private interface Spoiling {
        double of(double right, int index);
    }

    private static void assertFound(String tensor, IntUnaryOperator from, Finding.Kind kind, String text) {
        double[] right = right(CASES.get(SQUARE)).get(tensor);
        assertComputed(tensor, (x, i) -> right[from.applyAsInt(i)], kind, text);
    }

    private static void assertComputed(String tensor, Spoiling spoiling, Finding.Kind kind, String text) {
        Judgement judgement = spoiled(tensor, spoiling);
        assertThat(judgement.first().orElseThrow().wanted().name()).isEqualTo(tensor);
        assertThat(judgement.findings()).filteredOn(finding -> finding.kind() != Finding.Kind.INPUTS).singleElement().satisfies(finding -> {
            assertThat(finding.text()).isEqualTo(text);
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.tensor()).isEqualTo(tensor);
        });
    }

    private static Judgement spoiled(String tensor, Spoiling spoiling) {
        ConformanceCase golden = CASES.get(SQUARE);
        Map<String, double[]> actual = new LinkedHashMap<>(right(golden));
        double[] values = actual.get(tensor);
        IntToDoubleFunction spoil = i -> spoiling.of(values[i], i);
        double[] wrong = new double[values.length];
        Arrays.setAll(wrong, spoil);
        actual.put(tensor, wrong);
        return Judgement.of(golden, actual, null);
    }

    private static Map<String, double[]> right(ConformanceCase golden) {
        return ActualTensors.read(FILES.resolve("right").resolve(golden.id() + ".safetensors"), golden, null, false).values();
    }
}
