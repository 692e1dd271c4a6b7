package org.writesae.tornado;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.GatedLinearAttention;
import org.writesae.kernels.Rwkv7;
import org.writesae.kernels.StateSpace;
import org.writesae.runtime.Kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.writesae.tornado.KernelCalls.below;
import static org.writesae.tornado.KernelCalls.floats;
import static org.writesae.tornado.KernelCalls.small;
import static org.writesae.tornado.KernelCalls.unit;
import static org.writesae.tornado.KernelCalls.wide;

/**
 * Twins of the recurrences for devices give the bits of the definitions: groups with and without idle threads, widths
 * that nothing divides, one token and many, kept states, branches of all lengths, infinities and NaN.
 */
class RecurrenceTwinsTest extends TwinParity {
    private static final int MATRICES = 5;

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1, 1", "5, 4, 2, 13, 32", "4, 2, 1, 7, 33", "11, 6, 3, 64, 31", "9, 1, 1, 255, 65", "6, 2, 2, 256, 40"})
    void gatedDelta(int rows, int heads, int keyHeads, int dk, int dv) {
        Random r = new Random(rows + dk);
        int keys = rows * keyHeads * dk;
        int values = rows * heads * dv;
        int channels = rows * (2 * keyHeads * dk + heads * dv);
        sameOnBoth(r, GatedDelta.class, "sequence", heads * dv, new double[values], new double[values],
                floats(r, heads * dk * dv), floats(r, MATRICES * dk * dv), small(r, keys), small(r, keys), wide(r, channels),
                unit(r, rows * heads), unit(r, rows * heads), keep(r, rows * heads), rows, heads, keyHeads, dk, dv);
        int[] lengths = lengths(r, rows);
        sameOnBoth(r, GatedDelta.class, "branches", lengths.length * heads * dv, new double[values], new double[values],
                floats(r, MATRICES * dk * dv), small(r, keys), small(r, keys), wide(r, channels), unit(r, rows * heads),
                unit(r, rows * heads), firsts(lengths), lengths, below(r, lengths.length * heads, MATRICES), heads, keyHeads,
                dk, dv);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "5, 4, 13, 32", "9, 2, 7, 33", "11, 1, 64, 31", "6, 1, 256, 65"})
    void gatedLinearAttention(int rows, int heads, int dk, int dv) {
        Random r = new Random(rows + dk);
        int keys = rows * heads * dk;
        int values = rows * heads * dv;
        sameOnBoth(r, GatedLinearAttention.class, "sequence", heads * dv, new double[values], floats(r, heads * dk * dv),
                floats(r, MATRICES * dk * dv), small(r, keys), small(r, keys), wide(r, values), unit(r, keys),
                keep(r, rows * heads), rows, heads, dk, dv);
        int[] lengths = lengths(r, rows);
        sameOnBoth(r, GatedLinearAttention.class, "branches", lengths.length * heads * dv, new double[values],
                floats(r, MATRICES * dk * dv), small(r, keys), small(r, keys), wide(r, values), unit(r, keys), firsts(lengths),
                lengths, below(r, lengths.length * heads, MATRICES), heads, dk, dv);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1, 1", "5, 4, 2, 13, 32", "9, 2, 1, 7, 33", "11, 6, 3, 64, 31", "6, 1, 1, 256, 65"})
    void stateSpace(int rows, int heads, int groups, int dk, int dv) {
        Random r = new Random(rows + dk);
        int values = rows * heads * dv;
        int channels = values + rows * 2 * groups * dk;
        sameOnBoth(r, StateSpace.class, "sequence", heads * dv, new double[values], floats(r, heads * dk * dv),
                floats(r, MATRICES * dk * dv), wide(r, values), wide(r, channels), unit(r, rows * heads), floats(r, heads),
                keep(r, rows * heads), rows, heads, groups, dk, dv);
        int[] lengths = lengths(r, rows);
        sameOnBoth(r, StateSpace.class, "branches", lengths.length * heads * dv, new double[values],
                floats(r, MATRICES * dk * dv), wide(r, values), wide(r, channels), unit(r, rows * heads), floats(r, heads),
                firsts(lengths), lengths, below(r, lengths.length * heads, MATRICES), heads, groups, dk, dv);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "5, 4, 13, 32", "9, 2, 7, 33", "11, 1, 64, 31", "6, 1, 256, 65"})
    void rwkv7(int rows, int heads, int dk, int dv) {
        Random r = new Random(rows + dk);
        int keys = rows * heads * dk;
        int values = rows * heads * dv;
        sameOnBoth(r, Rwkv7.class, "sequence", heads * dv, new double[values], new double[values], floats(r, heads * dk * dv),
                floats(r, MATRICES * dk * dv), wide(r, keys), unit(r, keys), small(r, keys), wide(r, values), small(r, keys),
                small(r, keys), keep(r, rows * heads), rows, heads, dk, dv);
        int[] lengths = lengths(r, rows);
        sameOnBoth(r, Rwkv7.class, "branches", lengths.length * heads * dv, new double[values], new double[values],
                floats(r, MATRICES * dk * dv), wide(r, keys), unit(r, keys), small(r, keys), wide(r, values), small(r, keys),
                small(r, keys), firsts(lengths), lengths, below(r, lengths.length * heads, MATRICES), heads, dk, dv);
    }

    /** Whatever d_k, a group's arrays find room in the 48 KB of local memory that a kernel may have on an NVIDIA GPU. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 5})
    void localMemory(int vectors) {
        for (int dk = 1; dk <= GatedDelta.MAX_KEY_WIDTH; dk++) {
            int tokens = Columns.tokens(vectors, dk);
            int columns = Columns.height(dk) * Columns.LANES * Float.BYTES;
            int shared = (vectors * tokens + 1) * Columns.height(dk) + 2 * tokens * (Columns.LANES + 1);
            assertThat(columns + shared * Double.BYTES).as("d_k %d", dk).isLessThanOrEqualTo(48 << 10);
        }
    }

    /** Lengths of branches that share the rows among them, one of no row too. */
    private static int[] lengths(Random random, int rows) {
        int[] lengths = new int[4];
        for (int row = 0; row < rows; row++) {
            lengths[random.nextInt(3)]++;
        }
        return lengths;
    }

    private static int[] firsts(int[] lengths) {
        int[] first = new int[lengths.length];
        for (int n = 1; n < first.length; n++) {
            first[n] = first[n - 1] + lengths[n - 1];
        }
        return first;
    }

    /** Some of the matrices kept, each once. */
    private static int[] keep(Random random, int length) {
        int[] keep = new int[length];
        Arrays.fill(keep, -1);
        for (int matrix = 0; matrix < Math.min(MATRICES, length); matrix++) {
            int at = random.nextInt(length);
            keep[at] = keep[at] < 0 ? matrix : keep[at];
        }
        return keep;
    }

    /** With the numbers as they are, and twice with special values among them. */
    private static void sameOnBoth(Random random, Class<?> owner, String name, int rows, Object... arguments) {
        for (int n = 0; n < 3; n++) {
            KernelCalls.Call call = new KernelCalls.Call(Kernel.of(owner, name), rows, List.of(arguments));
            sameOnBoth(call);
            call.arguments().forEach(argument -> KernelCalls.sprinkle(argument, random));
        }
    }
}
