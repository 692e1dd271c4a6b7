package org.writesae.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import org.writesae.kernels.Adam;
import org.writesae.kernels.AdamTiled;
import org.writesae.kernels.AtomDecode;
import org.writesae.kernels.DenseDecode;
import org.writesae.kernels.DictionaryGradient;
import org.writesae.kernels.DictionaryGradientTiled;
import org.writesae.kernels.TopK;
import org.writesae.kernels.Transpose;
import org.writesae.kernels.TransposeTiled;

/** Calls of the kernels of dictionaries that have fast twins. */
final class RandomDictionaryCalls {
    static final Map<Kernel, Function<Random, RandomCalls.Call>> MAKERS = new HashMap<>(Map.of(
            Kernel.of(TopK.class, "topK"), RandomDictionaryCalls::topK,
            Kernel.of(AtomDecode.class, "decodeAtoms"), RandomDictionaryCalls::decodeAtoms,
            Kernel.of(AtomDecode.class, "decodeAtomsBackward"), RandomDictionaryCalls::decodeAtomsBackward,
            Kernel.of(DenseDecode.class, "decodeDense"), random -> decodeDense(random, "decodeDense"),
            Kernel.of(DenseDecode.class, "decodeDenseBackward"), random -> decodeDense(random, "decodeDenseBackward"),
            Kernel.of(DictionaryGradient.class, "factorGradient"), RandomDictionaryCalls::factorGradient,
            Kernel.of(DictionaryGradient.class, "denseGradient"), random -> denseGradient(random, "denseGradient"),
            Kernel.of(DictionaryGradient.class, "biasGradient"), RandomDictionaryCalls::biasGradient,
            Kernel.of(Transpose.class, "transpose"), RandomDictionaryCalls::transpose));

    static {
        MAKERS.put(Kernel.of(DictionaryGradient.class, "denseGradientTurned"),
                random -> denseGradient(random, "denseGradientTurned"));
        MAKERS.put(Kernel.of(Adam.class, "adam"), RandomDictionaryCalls::adam);
    }

    private RandomDictionaryCalls() {
    }

    /** With ties, zeros, NaN and infinity among the values. */
    private static RandomCalls.Call topK(Random random) {
        int rows = 1 + random.nextInt(4);
        int features = 1 + random.nextInt(60);
        float[] s = RandomCalls.floats(random, rows * features);
        float[] special = {1, 1, 1, 2, 0, -0.0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE};
        for (int n = 0; n < s.length; n++) {
            s[n] = random.nextInt(3) == 0 ? special[random.nextInt(special.length)] : s[n];
        }
        return call(TopK.class, "topK", s.length, List.of(RandomCalls.floats(random, s.length), s, features,
                random.nextInt(features + 3) - 1));
    }

    private static RandomCalls.Call decodeAtoms(Random random) {
        Sizes z = new Sizes(random);
        return call(AtomDecode.class, "decodeAtoms", z.states * z.width(), List.of(RandomCalls.floats(random, z.states * z.width()),
                sparse(random, z.states * z.features), z.keys(random), z.values(random), RandomCalls.floats(random, z.width()),
                z.features, z.rank, z.dk, z.dv));
    }

    private static RandomCalls.Call decodeAtomsBackward(Random random) {
        Sizes z = new Sizes(random);
        return call(AtomDecode.class, "decodeAtomsBackward", z.states * z.features,
                List.of(RandomCalls.floats(random, z.states * z.features), sparse(random, z.states * z.features),
                        RandomCalls.floats(random, z.states * z.width()), z.keys(random), z.values(random), z.features, z.rank,
                        z.dk, z.dv));
    }

    private static RandomCalls.Call decodeDense(Random random, String name) {
        int states = 1 + random.nextInt(4);
        int features = 1 + random.nextInt(30);
        int width = random.nextInt(4) == 0 ? 1020 + random.nextInt(10) : 1 + random.nextInt(40);
        boolean forward = name.equals("decodeDense");
        int elements = states * (forward ? width : features);
        return call(DenseDecode.class, name, elements, List.of(RandomCalls.floats(random, elements),
                sparse(random, states * features), RandomCalls.floats(random, forward ? features * width : states * width),
                RandomCalls.floats(random, forward ? width : features * width), features, width));
    }

    private static RandomCalls.Call factorGradient(Random random) {
        Sizes z = new Sizes(random);
        int rows = z.states * (1 + random.nextInt(2));
        return call(DictionaryGradient.class, "factorGradient", z.features,
                List.of(z.keys(random), z.values(random), sparse(random, rows * z.features),
                        RandomCalls.floats(random, z.states * z.width()), z.keys(random), z.values(random), rows, z.states,
                        z.features, z.rank, z.dk, z.dv));
    }

    private static RandomCalls.Call denseGradient(Random random, String name) {
        int states = 1 + random.nextInt(6);
        int rows = states * (1 + random.nextInt(2));
        int features = 1 + random.nextInt(40);
        int width = random.nextInt(4) == 0 ? 1020 + random.nextInt(10) : 1 + random.nextInt(40);
        return call(DictionaryGradient.class, name, features * width,
                List.of(RandomCalls.floats(random, features * width), sparse(random, rows * features),
                        RandomCalls.floats(random, states * width), rows, states, features, width));
    }

    private static RandomCalls.Call biasGradient(Random random) {
        int rows = 1 + random.nextInt(6);
        int width = RandomCalls.near(random, 4, DictionaryGradientTiled.COLUMNS);
        return call(DictionaryGradient.class, "biasGradient", width,
                List.of(RandomCalls.floats(random, width), RandomCalls.floats(random, rows * width), rows, width));
    }

    private static RandomCalls.Call adam(Random random) {
        int size = RandomCalls.near(random, 4, AdamTiled.BLOCK);
        float[] second = RandomCalls.floats(random, size);
        for (int n = 0; n < size; n++) {
            second[n] = random.nextInt(4) == 0 ? 0 : Math.abs(second[n]) * 1e-8f;
        }
        return call(Adam.class, "adam", size, List.of(RandomCalls.floats(random, size), RandomCalls.floats(random, size), second,
                RandomCalls.floats(random, size), new double[]{1e-8, 1e-3}, 0.9, 0.999));
    }

    private static RandomCalls.Call transpose(Random random) {
        int rows = RandomCalls.near(random, 4, TransposeTiled.BLOCK);
        int columns = RandomCalls.near(random, 4, TransposeTiled.BLOCK);
        return call(Transpose.class, "transpose", rows * columns,
                List.of(new float[rows * columns], RandomCalls.floats(random, rows * columns), rows, columns));
    }

    private static RandomCalls.Call call(Class<?> owner, String name, int rows, List<Object> arguments) {
        return new RandomCalls.Call(Kernel.of(owner, name), rows, arguments);
    }

    private static float[] sparse(Random random, int size) {
        float[] values = RandomCalls.floats(random, size);
        int one = 1 + random.nextInt(4);
        for (int n = 0; n < size; n++) {
            values[n] = random.nextInt(one) == 0 ? values[n] : 0;
        }
        return values;
    }

    /** Sizes of a dictionary of factors and a batch. */
    private static final class Sizes {
        private final int states;
        private final int features;
        private final int rank;
        private final int dk;
        private final int dv;

        Sizes(Random random) {
            states = 1 + random.nextInt(9);
            features = random.nextInt(5) == 0 ? 125 + random.nextInt(8) : 1 + random.nextInt(40);
            rank = 1 + random.nextInt(3);
            dk = 1 + random.nextInt(18);
            dv = 1 + random.nextInt(9);
        }

        int width() {
            return dk * dv;
        }

        float[] keys(Random random) {
            return RandomCalls.floats(random, features * rank * dk);
        }

        float[] values(Random random) {
            return RandomCalls.floats(random, features * rank * dv);
        }
    }
}
