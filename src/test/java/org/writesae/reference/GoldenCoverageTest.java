package org.writesae.reference;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.writesae.io.JsonFiles;
import org.writesae.kernels.GatedDelta;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts what the golden cases cover. */
class GoldenCoverageTest {
    private static final GoldenData DATA = GoldenData.find();
    private static final List<GoldenCase> CASES = DATA.cases();

    /** Mistakes that the cases must be able to tell. */
    private static final Set<String> MISTAKES = Set.of("StateTransposed", "UndecayedRead", "OutputBeforeWrite", "MissingScale",
            "NoBeta", "QueryNotNormalised", "DecaySigmoid", "OnePlusWeight", "PlainWeight", "GateBeforeNorm", "HeadsTiled",
            "ConvFlipped", "RotaryInterleaved", "GateHalves", "L2EpsMax", "TopKWithoutRelu", "TopKAbsolute",
            "EncoderTransposed", "ReversedKl", "DecodedWithoutBias", "MeanOverBatchOnly",
            "HardGate", "ThresholdNotLog", "AdamEpsInside", "AdamNoBiasCorrection", "NoErase", "StrengthDoubled",
            "GateNotNormalised", "DecayWithoutBias", "DecayAfterWrite", "DecayOnValues", "ShiftExchanged",
            "BranchReadsRowAbove", "HeadNormEps", "MissingSigmoid", "ReluNotSquared", "DecayOfRwkv6", "DecayUnscaled",
            "ValueResidualExchanged", "NoValueResidual", "L2EpsInside", "KeyRateOffset", "EraseWithoutRate", "MissingBonus",
            "BonusAfterGate", "DecayedErase", "EraseAlongWrite", "ExtraScale",
            "DecayNotLog");

    @Test
    void everyKernelHasAValidCase() throws Exception {
        Set<String> covered = CASES.stream().filter(GoldenCase::valid).map(golden -> golden.kernel().id())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(kernels()).hasSizeGreaterThan(30).isEqualTo(covered);
    }

    /** Every public kernel of a definition: {@code public static void} of a class that is not a twin. */
    private static Set<String> kernels() throws IOException, ClassNotFoundException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("kernels/org/writesae/kernels"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (!name.endsWith("Tiled") && !name.equals("package-info")) {
                    for (Method method : Class.forName("org.writesae.kernels." + name).getDeclaredMethods()) {
                        if (Modifier.isPublic(method.getModifiers()) && method.getReturnType() == void.class) {
                            names.add(name + "#" + method.getName());
                        }
                    }
                }
            }
        }
        return names;
    }

    @Test
    void everyNamedMistakeHasACaseAndADescription() {
        Set<String> flags = new HashSet<>();
        CASES.forEach(golden -> flags.addAll(golden.flags()));
        JsonNode notes = JsonFiles.read(DATA.directory().resolve("flags.json"));
        assertThat(flags).containsAll(MISTAKES);
        for (String flag : flags) {
            assertThat(notes.path(flag).path("description").asText()).as("flags.json: %s", flag).isNotBlank();
            assertThat(notes.path(flag).path("effect").asText()).as("flags.json: %s", flag).isNotBlank();
            assertThat(notes.path(flag).path("culprit").asText()).as("flags.json: %s", flag).isNotBlank();
        }
    }

    @Test
    void everyMeasuredErrorIsWithinItsLimit() {
        for (GoldenCase golden : CASES) {
            if (golden.valid()) {
                assertThat(golden.limit().measured()).as(golden.id()).isBetween(0.0, golden.limit().maxScaledUlp());
            }
            assertThat(golden.limit().maxScaledUlp()).as(golden.id()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void anInvalidCaseSharesItsInputsWithAValidOne() {
        for (GoldenCase invalid : CASES) {
            if (!invalid.valid()) {
                assertThat(CASES).as(invalid.id()).anyMatch(other -> other.valid() && other.sameCall(invalid));
            }
        }
    }

    /** The decay is compounded over thousands of tokens, and a scaled ULP cannot tell its last bits. */
    @Test
    void theDecayHasTheDigitsOfADouble() {
        GoldenCase golden = DATA.cases("gated-delta/gates-ordinary").getFirst();
        double[] expected = golden.arguments().getFirst().expected();
        int gates = golden.rows();
        double[] alpha = new double[gates];
        Object[] given = golden.arguments().stream().map(GoldenArgument::initial).toArray();
        GatedDelta.gates(alpha, new double[gates], (double[]) given[2], (double[]) given[3], (float[]) given[4],
                (float[]) given[5], (Integer) given[6], 0, gates);
        for (int n = 0; n < gates; n++) {
            assertThat(Math.abs(alpha[n] - expected[n])).as("gate %d", n).isLessThanOrEqualTo(expected[n] * 0x1p-48);
        }
    }

    @Test
    void idsAreSortedAndUnique() {
        assertThat(DATA.ids()).isSorted().doesNotHaveDuplicates();
        assertThat(Arrays.asList("gated-delta/sequence-64-steps", "top-k/ties")).isSubsetOf(DATA.ids());
    }
}
