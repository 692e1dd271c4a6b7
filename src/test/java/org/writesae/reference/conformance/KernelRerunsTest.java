package org.writesae.reference.conformance;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.Tensor;
import org.writesae.reference.GoldenData;

import static org.assertj.core.api.Assertions.assertThat;

/** Wrong inputs of a recurrence written out here, in double, are found. */
class KernelRerunsTest {
    private static final Conformance CASES = new Conformance(GoldenData.find());
    private static final ConformanceCase SQUARE = CASES.get("gated-delta/sequence-square");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alpha | exchange | alpha and beta exchanged",
        "alpha | late     | alpha one place late along axis 0",
        "alpha | negate   | alpha negated",
        "state | zero     | state taken for 0",
        "beta  | less     | beta as 1 less it",
        "q     | exchange | q and k exchanged",
        "state | turn     | state with its last two axes exchanged"})
    void aWrongInputIsNamed(String input, String how, String text) {
        Map<String, double[]> inputs = inputs();
        double[] given = inputs.get(input);
        int row = given.length / 6;
        switch (how) {
            case "exchange" -> inputs.put(input, inputs.put(input.equals("q") ? "k" : "beta", given));
            case "late" -> inputs.put(input, each(given, i -> given[Math.max(i % row, i - row)]));
            case "negate" -> inputs.put(input, each(given, i -> -given[i]));
            case "zero" -> inputs.put(input, new double[given.length]);
            case "less" -> inputs.put(input, each(given, i -> 1 - given[i]));
            default -> inputs.put(input, each(given, i -> given[i / 49 * 49 + i % 7 * 7 + i % 49 / 7]));
        }
        Judgement judgement = Judgement.of(SQUARE, gatedDelta(inputs), null);
        assertThat(judgement.findings()).filteredOn(finding -> finding.kind() == Finding.Kind.INPUTS).extracting(Finding::text)
                .contains("what GatedDelta#sequence gives with " + text).hasSizeLessThan(3);
        assertThat(judgement.findings().getFirst().closeness().distance()).isLessThan(4);
    }

    @Test
    void inputsOfSixteenBitsAreSeenInTheResult() {
        Map<String, double[]> inputs = inputs();
        inputs.replaceAll((name, values) -> each(values, i -> Float.float16ToFloat(Float.floatToFloat16((float) values[i]))));
        Judgement judgement = Judgement.of(SQUARE, gatedDelta(inputs), null);
        assertThat(judgement.findings()).extracting(Finding::text)
                .containsExactly("what GatedDelta#sequence gives with all inputs rounded to float16");
    }

    @Test
    void theRecurrenceHereIsRight() {
        Judgement judgement = Judgement.of(SQUARE, gatedDelta(inputs()), null);
        assertThat(judgement.ok()).isTrue();
        assertThat(judgement.findings()).isEmpty();
    }

    private interface Element {
        double at(int index);
    }

    private static double[] each(double[] like, Element element) {
        double[] values = new double[like.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = element.at(i);
        }
        return values;
    }

    private static Map<String, double[]> inputs() {
        Map<String, double[]> inputs = new LinkedHashMap<>();
        for (Tensor input : SQUARE.inputs()) {
            if (input.dtype().isFloating()) {
                inputs.put(input.name(), input.doubles());
            }
        }
        return inputs;
    }

    /** Six tokens, four value heads that share two key heads, d_k = d_v = 7; v lies behind q and k in mixed. */
    private static Map<String, double[]> gatedDelta(Map<String, double[]> c) {
        double[] s = c.get("state").clone();
        double[] o = new double[6 * 28];
        double[] error = new double[6 * 28];
        for (int t = 0; t < 6; t++) {
            for (int h = 0; h < 4; h++) {
                int key = (t * 2 + h / 2) * 7;
                for (int j = 0; j < 7; j++) {
                    double read = 0;
                    for (int i = 0; i < 7; i++) {
                        s[h * 49 + i * 7 + j] *= c.get("alpha")[t * 4 + h];
                        read += s[h * 49 + i * 7 + j] * c.get("k")[key + i];
                    }
                    double e = c.get("beta")[t * 4 + h] * (c.get("mixed")[t * 56 + 28 + h * 7 + j] - read);
                    double out = 0;
                    for (int i = 0; i < 7; i++) {
                        s[h * 49 + i * 7 + j] += c.get("k")[key + i] * e;
                        out += s[h * 49 + i * 7 + j] * c.get("q")[key + i];
                    }
                    error[t * 28 + h * 7 + j] = e;
                    o[t * 28 + h * 7 + j] = out;
                }
            }
        }
        return Map.of("o", o, "error", error, "state", s, "kept", c.get("kept"));
    }
}
