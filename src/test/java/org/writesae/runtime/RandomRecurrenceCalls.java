package org.writesae.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.GatedLinearAttention;
import org.writesae.kernels.Rwkv7;
import org.writesae.kernels.StateSpace;
import org.writesae.kernels.Wide;

import static org.writesae.runtime.RandomCalls.doubles;
import static org.writesae.runtime.RandomCalls.floats;
import static org.writesae.runtime.RandomCalls.wide;

/**
 * Calls of a recurrence over a sequence and over branches, with random values and sizes around the limits of the tiles.
 *
 * @param owner   class of the kernels {@code sequence} and {@code branches}
 * @param outputs arrays [rows, H, d_v] they write
 * @param inputs  the arrays they read beside states
 * @param sizes   their last arguments
 */
record RandomRecurrenceCalls(Class<?> owner, int outputs, BiFunction<Layer, Random, List<Object>> inputs,
        Function<Layer, List<Object>> sizes) {

    static void add(Map<Kernel, Function<Random, RandomCalls.Call>> makers) {
        Function<Layer, List<Object>> grouped = layer -> List.of(layer.heads, layer.keyHeads, layer.dk, layer.dv);
        Function<Layer, List<Object>> alone = layer -> List.of(layer.heads, layer.dk, layer.dv);
        List<RandomRecurrenceCalls> all = List.of(new RandomRecurrenceCalls(GatedDelta.class, 2, Layer::delta, grouped),
                new RandomRecurrenceCalls(GatedLinearAttention.class, 1, Layer::attention, alone),
                new RandomRecurrenceCalls(Rwkv7.class, 2, Layer::rwkv, alone),
                new RandomRecurrenceCalls(StateSpace.class, 1, Layer::stateSpace, grouped));
        for (RandomRecurrenceCalls calls : all) {
            makers.put(Kernel.of(calls.owner, "sequence"), calls::sequence);
            makers.put(Kernel.of(calls.owner, "branches"), calls::branches);
        }
    }

    private RandomCalls.Call sequence(Random random) {
        Layer layer = new Layer(random);
        int matrices = 1 + random.nextInt(4);
        List<Object> arguments = outputs(layer, random);
        arguments.add(layer.states(random, layer.heads));
        arguments.add(layer.states(random, matrices));
        arguments.addAll(inputs.apply(layer, random));
        arguments.addAll(List.of(layer.keep(random, matrices), layer.rows));
        arguments.addAll(sizes.apply(layer));
        return new RandomCalls.Call(Kernel.of(owner, "sequence"), layer.heads * layer.dv, arguments);
    }

    private RandomCalls.Call branches(Random random) {
        Layer layer = new Layer(random);
        int matrices = 1 + random.nextInt(5);
        List<Object> arguments = outputs(layer, random);
        arguments.add(layer.states(random, matrices));
        arguments.addAll(inputs.apply(layer, random));
        int count = layer.addBranches(random, arguments, matrices);
        arguments.addAll(sizes.apply(layer));
        return new RandomCalls.Call(Kernel.of(owner, "branches"), count * layer.heads * layer.dv, arguments);
    }

    private List<Object> outputs(Layer layer, Random random) {
        List<Object> arrays = new ArrayList<>();
        for (int n = 0; n < outputs; n++) {
            arrays.add(doubles(random, layer.values()));
        }
        return arrays;
    }

    /** Sizes of a recurrent layer. */
    private static final class Layer {
        private final int rows;
        private final int keyHeads;
        private final int heads;
        private final int dk;
        private final int dv;

        Layer(Random random) {
            rows = 1 + random.nextInt(7);
            keyHeads = 1 + random.nextInt(3);
            heads = keyHeads * (1 + random.nextInt(3));
            dk = 1 + random.nextInt(20);
            dv = columns(random);
        }

        /** Columns of a head, of which several, one or a part make a stretch. */
        private static int columns(Random random) {
            return random.nextInt(4) == 0 ? Stretch.WIDTH / 2 + random.nextInt(7) - 3
                    : RandomCalls.near(random, 1, Stretch.WIDTH);
        }

        int values() {
            return rows * heads * dv;
        }

        /** Of Gated DeltaNet and DeltaNet: q, k, q ‖ k ‖ v, α and β. */
        List<Object> delta(Random random) {
            int channels = 2 * keyHeads * dk + heads * dv;
            double[] alpha = new double[rows * heads];
            double[] beta = new double[rows * heads];
            // DeltaNet has no decay.
            boolean fades = random.nextInt(3) > 0;
            for (int i = 0; i < beta.length; i++) {
                alpha[i] = fades ? Math.exp(-random.nextDouble()) : 1;
                beta[i] = Wide.wide(random.nextDouble());
            }
            return List.of(wide(random, rows * keyHeads * dk), wide(random, rows * keyHeads * dk),
                    wide(random, rows * channels), alpha, beta);
        }

        /** Of GLA, whose decay is [rows, H, d_k] and whose heads all have keys: q, k, v and α. */
        List<Object> attention(Random random) {
            int keys = rows * heads * dk;
            double[] alpha = new double[keys];
            for (int i = 0; i < keys; i++) {
                alpha[i] = Math.exp(-random.nextDouble());
            }
            return List.of(wide(random, keys), wide(random, keys), wide(random, values()), alpha);
        }

        /** Of RWKV-7: r, w, k̃, v, κ and b. */
        List<Object> rwkv(Random random) {
            int keys = rows * heads * dk;
            double[] decay = new double[keys];
            for (int i = 0; i < keys; i++) {
                decay[i] = Wide.wide(Math.exp(-0.6 * random.nextDouble()));
            }
            return List.of(wide(random, keys), decay, wide(random, keys), wide(random, values()), wide(random, keys),
                    wide(random, keys));
        }

        /** Of Mamba-2, whose groups are the key heads: Δ x, x ‖ B ‖ C, α and D. */
        List<Object> stateSpace(Random random) {
            return List.of(wide(random, values()), wide(random, values() + 2 * rows * keyHeads * dk),
                    random.doubles(rows * heads).toArray(), floats(random, heads));
        }

        float[] states(Random random, int matrices) {
            return floats(random, matrices * dk * dv);
        }

        /** A matrix is given to one step only: the order of two writers to the same one is not defined. */
        int[] keep(Random random, int matrices) {
            int[] keep = new int[rows * heads];
            Arrays.fill(keep, -1);
            for (int matrix = 0; matrix < matrices; matrix++) {
                keep[random.nextInt(keep.length)] = matrix;
            }
            return keep;
        }

        /** Adds first, length and start of some branches, and says how many. */
        int addBranches(Random random, List<Object> arguments, int matrices) {
            int count = 1 + random.nextInt(rows);
            int[] first = new int[count];
            int[] length = new int[count];
            for (int branch = 0; branch < count; branch++) {
                first[branch] = rows * branch / count;
                length[branch] = random.nextInt(rows * (branch + 1) / count - first[branch] + 1);
            }
            arguments.addAll(List.of(first, length, random.ints((long) count * heads, 0, matrices).toArray()));
            return count;
        }
    }
}
