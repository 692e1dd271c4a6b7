package org.writesae.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import org.writesae.kernels.Attention;
import org.writesae.kernels.AttentionTiled;
import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.BilinearEncodeTiled;
import org.writesae.kernels.CausalConv;
import org.writesae.kernels.Linear;
import org.writesae.kernels.LinearTiled;
import org.writesae.kernels.LogSoftmax;
import org.writesae.kernels.SwiGlu;
import org.writesae.kernels.SwiGluTiled;
import org.writesae.kernels.Wide;

/** Calls of every kernel that has a fast twin, with random values and sizes around the limits of the tiles. */
final class RandomCalls {
    /** One call: its rows, and its arguments as the kernel takes them, arrays bare. */
    record Call(Kernel kernel, int rows, List<Object> arguments) {

        /** Runs on fresh copies of the arrays and returns all of them as they are then. */
        List<Object> run(Backend backend) {
            List<Object> arrays = new ArrayList<>();
            Object[] bound = arguments.stream().map(argument -> {
                if (argument instanceof Integer || argument instanceof Double) {
                    return argument;
                }
                Object copy = copy(argument);
                arrays.add(copy);
                return Buffer.state("argument " + arrays.size(), copy);
            }).toArray();
            backend.run(new Program("random").add(kernel, rows, bound));
            return arrays;
        }

        private static Object copy(Object array) {
            return switch (array) {
                case float[] floats -> floats.clone();
                case double[] doubles -> doubles.clone();
                case int[] ints -> ints.clone();
                default -> throw new IllegalArgumentException(array.getClass().getName());
            };
        }

        @Override
        public String toString() {
            List<Object> sizes = arguments.stream().filter(argument -> argument instanceof Integer).toList();
            return kernel + " over " + rows + " rows, sizes " + sizes;
        }
    }

    /** For each kernel with a twin, how to make a call of it. */
    static final Map<Kernel, Function<Random, Call>> MAKERS = new LinkedHashMap<>();

    static {
        MAKERS.put(Kernel.of(Linear.class, "linear"), random -> linear(random, "linear"));
        MAKERS.put(Kernel.of(Linear.class, "linearAdd"), random -> linear(random, "linearAdd"));
        MAKERS.put(Kernel.of(Linear.class, "linearBias"), random -> linear(random, "linearBias"));
        MAKERS.put(Kernel.of(BilinearEncode.class, "bilinearEncode"), RandomCalls::encode);
        MAKERS.put(Kernel.of(Attention.class, "attend"), RandomCalls::attend);
        MAKERS.put(Kernel.of(CausalConv.class, "causalConv"), random -> convolve(random, "causalConv"));
        MAKERS.put(Kernel.of(CausalConv.class, "causalConvBias"), random -> convolve(random, "causalConvBias"));
        MAKERS.put(Kernel.of(SwiGlu.class, "swiGlu"), RandomCalls::gate);
        MAKERS.put(Kernel.of(LogSoftmax.class, "logNormalizer"), RandomLogitCalls::normalizer);
        MAKERS.put(Kernel.of(LogSoftmax.class, "klDivergence"), RandomLogitCalls::divergence);
        MAKERS.putAll(RandomDictionaryCalls.MAKERS);
        RandomRecurrenceCalls.add(MAKERS);
    }

    private RandomCalls() {
    }

    private static Call linear(Random random, String name) {
        boolean wide = random.nextInt(4) == 0;
        int rows = wide ? 1 : near(random, 4, FusedTile.ROWS);
        int in = random.nextInt(3) == 0 ? 250 + random.nextInt(12) : 1 + random.nextInt(9);
        int out = wide ? 2000 + random.nextInt(3000) : near(random, 1, LinearTiled.COLUMNS);
        List<Object> arguments = new ArrayList<>();
        arguments.add(name.equals("linearBias") ? floats(random, rows * out) : doubles(random, rows * out));
        arguments.add(wide(random, rows * in));
        arguments.add(floats(random, in * out));
        if (name.equals("linearBias")) {
            arguments.add(floats(random, out));
        }
        arguments.addAll(List.of(in, out));
        return new Call(Kernel.of(Linear.class, name), rows * out, arguments);
    }

    /** A sequence and, from its middle, a branch. */
    private static Call convolve(Random random, String name) {
        int rows = 2 + random.nextInt(9);
        int channels = near(random, 2, SwiGluTiled.BLOCK);
        int taps = 2 + random.nextInt(4);
        int[] previous = new int[rows];
        for (int t = 0; t < rows; t++) {
            previous[t] = t == rows / 2 ? random.nextInt(t + 1) - 1 : t - 1;
        }
        List<Object> arguments = new ArrayList<>(List.of(doubles(random, rows * channels), spread(random, rows * channels),
                wide(random, (taps - 1) * channels), floats(random, channels * taps)));
        if (name.equals("causalConvBias")) {
            arguments.add(floats(random, channels));
        }
        arguments.addAll(List.of(previous, channels, taps));
        return new Call(Kernel.of(CausalConv.class, name), rows * channels, arguments);
    }

    private static Call gate(Random random) {
        int elements = near(random, 1, SwiGluTiled.BLOCK);
        return new Call(Kernel.of(SwiGlu.class, "swiGlu"), elements,
                List.of(doubles(random, elements), spread(random, elements), wide(random, elements)));
    }

    /** Wide values of which some, or many, are so far from 0 that their block of SiLU is computed one by one. */
    private static double[] spread(Random random, int size) {
        double[] values = wide(random, size);
        double spread = new double[] {1, 9, 11, 300}[random.nextInt(4)];
        for (int n = 0; n < size; n++) {
            values[n] = Wide.wide(values[n] * spread);
        }
        return values;
    }

    private static Call encode(Random random) {
        int states = near(random, 1, BilinearEncodeTiled.STATES);
        int features = near(random, 1, BilinearEncodeTiled.COLUMNS);
        int rank = 1 + random.nextInt(3);
        int dk = 1 + random.nextInt(9);
        int dv = 1 + random.nextInt(9);
        return new Call(Kernel.of(BilinearEncode.class, "bilinearEncode"), states * features,
                List.of(floats(random, states * features), floats(random, states * dk * dv),
                        floats(random, features * rank * dk), floats(random, features * rank * dv), floats(random, features),
                        features, rank, dk, dv));
    }

    /** Rows that see any part of the sequence and then slots anywhere, at least one of them in all. */
    private static Call attend(Random random) {
        int rows = near(random, 4, AttentionTiled.ROWS);
        int keyHeads = 1 + random.nextInt(3);
        int heads = keyHeads * (1 + random.nextInt(3));
        int width = 1 + random.nextInt(20);
        int slots = 1 + random.nextInt(70);
        int[] prefix = new int[rows];
        int[] first = new int[rows];
        int[] own = new int[rows];
        int capacity = 1;
        for (int t = 0; t < rows; t++) {
            prefix[t] = random.nextInt(slots + 1);
            first[t] = random.nextInt(slots);
            own[t] = random.nextInt(Math.min(4, slots - first[t]) + 1);
            own[t] = prefix[t] == 0 ? Math.max(1, own[t]) : own[t];
            capacity = Math.max(capacity, prefix[t] + own[t]);
        }
        int cache = slots * keyHeads * width;
        capacity += random.nextInt(3);
        return new Call(Kernel.of(Attention.class, "attend"), rows * heads,
                List.of(doubles(random, rows * heads * width), doubles(random, rows * heads * capacity),
                        wide(random, rows * heads * width), floats(random, cache), floats(random, cache), prefix, first, own,
                        heads, keyHeads, width, capacity));
    }

    /** A small size, or one within a few of a multiple of a tile's. */
    static int near(Random random, int step, int tile) {
        return switch (random.nextInt(3)) {
            case 0 -> 1 + random.nextInt(3 * step + 4);
            case 1 -> Math.max(1, tile + random.nextInt(7) - 3);
            default -> Math.max(1, 2 * tile + random.nextInt(3) - 1);
        };
    }

    static float[] floats(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static double[] wide(Random random, int size) {
        double[] values = doubles(random, size);
        for (int i = 0; i < size; i++) {
            values[i] = Wide.wide(values[i]);
        }
        return values;
    }

    static double[] doubles(Random random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }
}
