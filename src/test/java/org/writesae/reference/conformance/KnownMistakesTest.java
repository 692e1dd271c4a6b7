package org.writesae.reference.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.reference.GoldenCase;
import org.writesae.reference.GoldenData;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever makes a known mistake is told which: the outputs of all invalid cases, given for the right one. */
class KnownMistakesTest {
    private static final GoldenData DATA = GoldenData.find();
    private static final List<ConformanceCase> CASES = new Conformance(DATA).cases("");

    record Made(ConformanceCase golden, Mistake mistake) {
        @Override
        public String toString() {
            return mistake.id();
        }
    }

    static Stream<Made> mistakes() {
        return CASES.stream().flatMap(golden -> golden.mistakes().stream().map(mistake -> new Made(golden, mistake)));
    }

    @Test
    void everyInvalidCaseBelongsToOne() {
        Set<String> invalid = DATA.cases().stream().filter(golden -> !golden.valid()).map(GoldenCase::id)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(invalid).hasSizeGreaterThan(80);
        List<String> found = mistakes().map(made -> made.mistake().id()).toList();
        assertThat(found).doesNotHaveDuplicates().containsAll(invalid).hasSize(invalid.size() + 5)
                .contains("model/rwkv7-random-a/no-pre-norm");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isNamedWhereItWasComputedInFloat64(Made made) {
        check(made, outputs(made));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isNamedWhereItWasStoredInFloat32(Made made) {
        Map<String, double[]> rounded = outputs(made);
        rounded.values().forEach(values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) values[i];
            }
        });
        check(made, rounded);
    }

    private static void check(Made made, Map<String, double[]> actual) {
        Judgement judgement = Judgement.of(made.golden(), actual, null);
        assertThat(judgement.ok()).isFalse();
        assertThat(judgement.mistakes()).extracting(LikelyMistake::mistake).containsExactly(made.mistake());
        assertThat(judgement.mistakes()).allMatch(likely -> likely.closeness().within());
    }

    /** Where a mistake was recorded on the first rows only, the others are right. */
    private static Map<String, double[]> outputs(Made made) {
        Map<String, double[]> actual = new LinkedHashMap<>();
        for (Wanted wanted : made.golden().wanted()) {
            double[] values = wanted.expected().clone();
            double[] wrong = made.mistake().outputs().getOrDefault(wanted.name(), new double[0]);
            System.arraycopy(wrong, 0, values, 0, wrong.length);
            actual.put(wanted.name(), values);
        }
        return actual;
    }
}
