package org.writesae.tornado;

import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Calls of the kernels that train a dictionary. */
final class TrainingCalls {
    private static final int N = 3;
    private static final int FEATURES = 11;
    private static final int RANK = 2;
    private static final int DK = 7;
    private static final int DV = 5;
    private static final int WIDTH = DK * DV;

    private TrainingCalls() {
    }

    static void add(Map<String, Function<Random, KernelCalls.Call>> makers) {
        decoders(makers);
        gradients(makers);
        losses(makers);
        activations(makers);
        optimiser(makers);
    }

    private static void decoders(Map<String, Function<Random, KernelCalls.Call>> makers) {
        makers.put("AtomDecode#decodeAtomsBackward", r -> KernelCalls.call("AtomDecode", "decodeAtomsBackward", N * FEATURES,
                new float[N * FEATURES], sparse(r, N * FEATURES), floats(r, N * WIDTH), floats(r, FEATURES * RANK * DK),
                floats(r, FEATURES * RANK * DV), FEATURES, RANK, DK, DV));
        makers.put("DenseDecode#decodeDense", r -> KernelCalls.call("DenseDecode", "decodeDense", N * WIDTH, new float[N * WIDTH],
                sparse(r, N * FEATURES), floats(r, FEATURES * WIDTH), floats(r, WIDTH), FEATURES, WIDTH));
        makers.put("DenseDecode#decodeDenseBackward", r -> KernelCalls.call("DenseDecode", "decodeDenseBackward", N * FEATURES,
                new float[N * FEATURES], sparse(r, N * FEATURES), floats(r, N * WIDTH), floats(r, FEATURES * WIDTH), FEATURES,
                WIDTH));
    }

    private static void gradients(Map<String, Function<Random, KernelCalls.Call>> makers) {
        makers.put("DictionaryGradient#factorGradient", r -> KernelCalls.call("DictionaryGradient", "factorGradient", FEATURES,
                new float[FEATURES * RANK * DK], new float[FEATURES * RANK * DV], sparse(r, 2 * N * FEATURES),
                floats(r, N * WIDTH), floats(r, FEATURES * RANK * DK), floats(r, FEATURES * RANK * DV), 2 * N, N, FEATURES, RANK,
                DK, DV));
        makers.put("DictionaryGradient#denseGradient", r -> KernelCalls.call("DictionaryGradient", "denseGradient",
                FEATURES * WIDTH, new float[FEATURES * WIDTH], sparse(r, 2 * N * FEATURES), floats(r, N * WIDTH), 2 * N, N,
                FEATURES, WIDTH));
        makers.put("DictionaryGradient#denseGradientTurned", r -> KernelCalls.call("DictionaryGradient", "denseGradientTurned",
                FEATURES * WIDTH, new float[FEATURES * WIDTH], sparse(r, 2 * N * FEATURES), floats(r, N * WIDTH), 2 * N, N,
                FEATURES, WIDTH));
        makers.put("DictionaryGradient#biasGradient", r -> KernelCalls.call("DictionaryGradient", "biasGradient", WIDTH,
                new float[WIDTH], floats(r, N * WIDTH), N, WIDTH));
        makers.put("DictionaryGradient#addGradient", r -> KernelCalls.call("DictionaryGradient", "addGradient", 40, floats(r, 40),
                floats(r, 40)));
    }

    private static void losses(Map<String, Function<Random, KernelCalls.Call>> makers) {
        makers.put("SquaredError#squaredError", r -> KernelCalls.call("SquaredError", "squaredError", N, new double[N],
                floats(r, N * WIDTH), floats(r, N * WIDTH), WIDTH));
        makers.put("SquaredError#squaredErrorBackward", r -> KernelCalls.call("SquaredError", "squaredErrorBackward", N * WIDTH,
                floats(r, 2 * N * WIDTH), floats(r, N * WIDTH), floats(r, N * WIDTH), 1e-3, N * WIDTH));
        makers.put("RowCopy#copyInto", r -> KernelCalls.call("RowCopy", "copyInto", 20, floats(r, 50), floats(r, 20), 7));
        makers.put("SquaredError#residual", r -> KernelCalls.call("SquaredError", "residual", N * WIDTH, new float[N * WIDTH],
                floats(r, N * WIDTH), floats(r, N * WIDTH)));
        makers.put("DeadFeatures#countSilent", r -> KernelCalls.call("DeadFeatures", "countSilent", FEATURES, silent(r),
                sparse(r, N * FEATURES), N, FEATURES));
        makers.put("DeadFeatures#maskAlive", r -> KernelCalls.call("DeadFeatures", "maskAlive", N * FEATURES,
                new float[N * FEATURES], floats(r, N * FEATURES), silent(r), FEATURES, 100));
    }

    private static void activations(Map<String, Function<Random, KernelCalls.Call>> makers) {
        makers.put("Gated#gated", r -> KernelCalls.call("Gated", "gated", N * FEATURES, new float[N * FEATURES],
                new float[N * FEATURES], floats(r, N * FEATURES), floats(r, FEATURES), floats(r, FEATURES), floats(r, FEATURES),
                FEATURES, 0.1));
        makers.put("Gated#gatedBackward", r -> KernelCalls.call("Gated", "gatedBackward", N * FEATURES, new float[N * FEATURES],
                new float[N * FEATURES], new float[N * FEATURES], new float[N * FEATURES], floats(r, 2 * N * FEATURES),
                floats(r, N * FEATURES), floats(r, FEATURES), floats(r, FEATURES), floats(r, FEATURES), N, FEATURES, 0.1, 0.25));
        makers.put("JumpRelu#jumpRelu", r -> KernelCalls.call("JumpRelu", "jumpRelu", N * FEATURES, new float[N * FEATURES],
                new float[N * FEATURES], withNaN(r, N * FEATURES), floats(r, FEATURES), new double[]{0.3}, FEATURES));
        makers.put("JumpRelu#jumpReluBackward", r -> KernelCalls.call("JumpRelu", "jumpReluBackward", N * FEATURES,
                new float[N * FEATURES], floats(r, N * FEATURES), sparse(r, N * FEATURES)));
        makers.put("JumpRelu#thresholdGradient", r -> KernelCalls.call("JumpRelu", "thresholdGradient", FEATURES,
                new float[FEATURES], floats(r, N * FEATURES), withNaN(r, N * FEATURES), floats(r, FEATURES), new double[]{0.3},
                N, FEATURES, 0.125));
    }

    private static void optimiser(Map<String, Function<Random, KernelCalls.Call>> makers) {
        makers.put("Adam#adam", r -> {
            float[] second = floats(r, 50);
            for (int n = 0; n < second.length; n++) {
                second[n] = Math.abs(second[n]);
            }
            return KernelCalls.call("Adam", "adam", 50, floats(r, 50), floats(r, 50), second, floats(r, 50),
                    new double[]{1e-8, 1e-3}, 0.9, 0.999);
        });
        makers.put("RowNorm#rowNorms", r -> KernelCalls.call("RowNorm", "rowNorms", N, new double[N], floats(r, N * WIDTH), WIDTH));
        makers.put("RowNorm#normalizeRows", r -> KernelCalls.call("RowNorm", "normalizeRows", N, floats(r, N * WIDTH), WIDTH));
        makers.put("Transpose#transpose", r -> KernelCalls.call("Transpose", "transpose", DK * DV, new float[DK * DV],
                floats(r, DK * DV), DK, DV));
    }

    private static float[] floats(Random random, int length) {
        return KernelCalls.floats(random, length);
    }

    private static float[] withNaN(Random random, int length) {
        float[] values = floats(random, length);
        values[random.nextInt(length)] = Float.NaN;
        return values;
    }

    private static float[] sparse(Random random, int length) {
        float[] values = floats(random, length);
        for (int n : random.ints(length / 2, 0, length).toArray()) {
            values[n] = 0;
        }
        return values;
    }

    private static double[] silent(Random random) {
        return random.ints(FEATURES, 90, 110).asDoubleStream().toArray();
    }
}
