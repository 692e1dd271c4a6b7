package org.writesae.tornado;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import static org.writesae.tornado.KernelCalls.DK;
import static org.writesae.tornado.KernelCalls.DV;
import static org.writesae.tornado.KernelCalls.HEADS;
import static org.writesae.tornado.KernelCalls.MATRIX;
import static org.writesae.tornado.KernelCalls.T;
import static org.writesae.tornado.KernelCalls.below;
import static org.writesae.tornado.KernelCalls.call;
import static org.writesae.tornado.KernelCalls.floats;
import static org.writesae.tornado.KernelCalls.keep;
import static org.writesae.tornado.KernelCalls.small;
import static org.writesae.tornado.KernelCalls.unit;
import static org.writesae.tornado.KernelCalls.wide;

/** Calls of the kernels of RWKV-7. */
final class Rwkv7Calls {
    private Rwkv7Calls() {
    }

    static void add(Map<String, Function<Random, KernelCalls.Call>> makers) {
        int keys = HEADS * DK;
        int values = HEADS * DV;
        makers.put("TokenShift#tokenShift", r -> call("TokenShift", "tokenShift", T * 9, new double[T * 9], wide(r, T * 9), wide(r, 9),
                floats(r, 9), new int[] {-1, 0, 1, 2, 1, 4, -1}, 9));
        makers.put("LayerNorm#groupNorm", r -> call("LayerNorm", "groupNorm", T * 3, new double[T * 3 * 9], wide(r, T * 3 * 9),
                floats(r, 3 * 9), floats(r, 3 * 9), 3, 9, 1e-5));
        for (String name : List.of("hyperbolicTangents", "sigmoids", "squaredRelus")) {
            makers.put("WideMaps#" + name, r -> {
                double[] x = wide(r, 50);
                x[r.nextInt(50)] = Double.NaN;
                return call("WideMaps", name, 50, new double[50], x);
            });
        }
        makers.put("Rwkv7Gates#decays", r -> call("Rwkv7Gates", "decays", T * keys, new double[T * keys], wide(r, T * keys),
                floats(r, keys), keys));
        makers.put("Rwkv7Gates#learningRates", r -> call("Rwkv7Gates", "learningRates", T * keys, new double[T * keys],
                wide(r, T * keys), floats(r, keys), keys));
        makers.put("Rwkv7Gates#mixValues", r -> call("Rwkv7Gates", "mixValues", T * values, wide(r, T * values), wide(r, T * values),
                wide(r, T * values), floats(r, values), values));
        makers.put("Rwkv7Gates#eraseKeys", r -> call("Rwkv7Gates", "eraseKeys", T * HEADS, new double[T * keys], wide(r, T * keys),
                floats(r, keys), HEADS, DK, 1e-6, 1e-12));
        makers.put("Rwkv7Gates#writeKeys", r -> call("Rwkv7Gates", "writeKeys", T * keys, new double[T * keys], new double[T * keys],
                wide(r, T * keys), small(r, T * keys), unit(r, T * keys), floats(r, keys), keys));
        makers.put("Rwkv7Gates#bonusGate", r -> call("Rwkv7Gates", "bonusGate", T * HEADS, new double[T * values], wide(r, T * values),
                wide(r, T * keys), wide(r, T * keys), floats(r, keys), wide(r, T * values), wide(r, T * values), HEADS, DK, DV));
        makers.put("Rwkv7#sequence", r -> call("Rwkv7", "sequence", values, new double[T * values], new double[T * values],
                floats(r, HEADS * MATRIX), floats(r, 5 * MATRIX), wide(r, T * keys), unit(r, T * keys), small(r, T * keys),
                wide(r, T * values), small(r, T * keys), small(r, T * keys), keep(r), T, HEADS, DK, DV));
        makers.put("Rwkv7#branches", r -> call("Rwkv7", "branches", 3 * values, new double[T * values], new double[T * values],
                floats(r, 5 * MATRIX), wide(r, T * keys), unit(r, T * keys), small(r, T * keys), wide(r, T * values),
                small(r, T * keys), small(r, T * keys), new int[] {0, 2, 3}, new int[] {2, 1, 4}, below(r, 3 * HEADS, 5), HEADS, DK,
                DV));
    }
}
