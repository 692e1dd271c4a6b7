package org.writesae.tornado;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.kernels.Attention;
import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.Linear;
import org.writesae.kernels.LogSoftmax;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

import static org.assertj.core.api.Assertions.assertThat;

/** Twins for devices give the bits of the definitions, with tiles cut off at every edge. */
class DeviceTwinsTest extends TwinParity {
    private static final int ROWS = 14;

    @ParameterizedTest
    @CsvSource({"16, 1, 1", "17, 11, 9", "16, 16, 64", "64, 33, 128", "65, 5, 129", "70, 40, 260", "131, 257, 31"})
    void productsHaveTheBitsOfTheDefinition(int rows, int in, int out) {
        Random r = new Random(rows + in + out);
        sameOnBoth(Linear.class, "linear", rows * out, new double[rows * out], KernelCalls.wide(r, rows * in),
                KernelCalls.floats(r, in * out),
                in, out);
        sameOnBoth(Linear.class, "linearAdd", rows * out, KernelCalls.doubles(r, rows * out), KernelCalls.wide(r, rows * in),
                KernelCalls.floats(r, in * out), in, out);
        sameOnBoth(Linear.class, "linearBias", rows * out, new float[rows * out], KernelCalls.wide(r, rows * in),
                KernelCalls.floats(r, in * out), KernelCalls.floats(r, out), in, out);
    }

    /** Other numbers of rows do not compile the twin again. */
    @ParameterizedTest
    @CsvSource({"16, 90, 7", "65, 130, 7"})
    void rowsAreNoConstant(int few, int many, int out) {
        Random r = new Random(5);
        long before = -1;
        for (int rows : new int[] {few, few + 1, many, few}) {
            sameOnBoth(Linear.class, "linear", rows * out, new double[rows * out], KernelCalls.wide(r, rows * 5),
                    KernelCalls.floats(r, 5 * out), 5,
                    out);
            assertThat(before < 0 || device().compilations() == before).isTrue();
            before = device().compilations();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 1, 1, 1", "8, 64, 1, 8, 16", "9, 130, 3, 7, 15", "17, 63, 1, 20, 33"})
    void encodedStatesHaveTheBitsOfTheDefinition(int states, int features, int rank, int dk, int dv) {
        Random r = new Random(features);
        Object[] arguments = {new float[states * features], KernelCalls.floats(r, states * dk * dv),
                KernelCalls.floats(r, rank * dk * features),
            KernelCalls.floats(r, rank * dv * features), KernelCalls.floats(r, features), features, rank, dk, dv};
        sameOnBoth(BilinearEncode.class, "bilinearEncode", states * features, arguments);
        Arrays.stream(arguments).forEach(argument -> KernelCalls.sprinkle(argument, r));
        sameOnBoth(BilinearEncode.class, "bilinearEncode", states * features, arguments);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 896, 897, 5000})
    void sumsOverAVocabularyHaveTheBitsOfTheDefinition(int vocabulary) {
        Random r = new Random(vocabulary);
        double[] logits = logits(r, vocabulary);
        double[] z = new double[ROWS];
        sameOnBoth(LogSoftmax.class, "logNormalizer", ROWS, z, logits, vocabulary);
        LogSoftmax.logNormalizer(z, logits, vocabulary, 0, ROWS);
        int[] p = KernelCalls.below(r, 2 * ROWS, ROWS);
        sameOnBoth(LogSoftmax.class, "klDivergence", p.length, new double[p.length], logits, z, KernelCalls.wide(r, ROWS * vocabulary),
                KernelCalls.doubles(r, ROWS), p, KernelCalls.below(r, p.length, ROWS), vocabulary);
    }

    /** Rows that see few slots and many, of their own and of the sequence before, with special values the second time. */
    @ParameterizedTest
    @CsvSource({"3, 1, 1, 1, 2", "4, 6, 2, 17, 130", "5, 4, 4, 144, 300"})
    void attendedRowsHaveTheBitsOfTheDefinition(int rows, int heads, int keyHeads, int width, int capacity) {
        Random r = new Random(width);
        int[] prefix = KernelCalls.below(r, rows, capacity);
        int[] ownCount = Arrays.stream(prefix).map(before -> r.nextInt(capacity - before + 1)).toArray();
        int[] ownFirst = Arrays.stream(prefix).map(before -> before + r.nextInt(3)).toArray();
        int slots = capacity + 3;
        Object[] arguments = {new double[rows * heads * width], new double[rows * heads * capacity],
            KernelCalls.wide(r, rows * heads * width), KernelCalls.floats(r, slots * keyHeads * width),
            KernelCalls.floats(r, slots * keyHeads * width), prefix, ownFirst, ownCount, heads, keyHeads, width, capacity};
        sameOnBoth(Attention.class, "attend", rows * heads, arguments);
        Arrays.stream(arguments).skip(2).forEach(argument -> KernelCalls.sprinkle(argument, r));
        sameOnBoth(Attention.class, "attend", rows * heads, arguments);
    }

    /** Ordinary rows, and rows with all the numbers that are none or have a sign of their own. */
    private static double[] logits(Random random, int vocabulary) {
        double[] logits = new double[ROWS * vocabulary];
        double[] special = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300};
        for (int row = 0; row < ROWS; row++) {
            for (int j = 0; j < vocabulary; j++) {
                double ordinary = 12 * random.nextGaussian();
                boolean all = row % 2 == 1 || random.nextInt(vocabulary) == 0;
                logits[row * vocabulary + j] = row > 1 && all ? special[(row - 2) / 2] : ordinary;
            }
        }
        for (int j = 0; j < vocabulary; j++) {
            logits[vocabulary + j] = random.nextBoolean() ? 0.0 : -0.0;
        }
        return logits;
    }

    /** What is small keeps its definition. */
    @Test
    void smallCallsHaveNoTwin() {
        Program.Call call = bound(new KernelCalls.Call(Kernel.of(LogSoftmax.class, "logNormalizer"), 3,
                List.of(new double[3], new double[3000], 1000)));
        assertThat(DeviceTwins.replaced(List.of(call), DeviceTwins.WORTH, false)).containsExactly(call);
    }

    @Test
    void attentionHasATwinOnGpusOnly() {
        Program.Call call = bound(new KernelCalls.Call(Kernel.of(Attention.class, "attend"), 512 * 8, List.of(new double[1],
                new double[1], new double[1], new float[1], new float[1], new int[1], new int[1], new int[1], 8, 2, 256, 512)));
        assertThat(DeviceTwins.replaced(List.of(call), DeviceTwins.WORTH, true)).containsExactly(call);
        assertThat(DeviceTwins.replaced(List.of(call), DeviceTwins.WORTH, false)).doesNotContain(call);
    }

    private static void sameOnBoth(Class<?> owner, String name, int rows, Object... arguments) {
        sameOnBoth(new KernelCalls.Call(Kernel.of(owner, name), rows, List.of(arguments)));
    }
}
