package org.writesae.tornado;

import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import static org.writesae.tornado.KernelCalls.CHANNELS;
import static org.writesae.tornado.KernelCalls.DK;
import static org.writesae.tornado.KernelCalls.DV;
import static org.writesae.tornado.KernelCalls.HEADS;
import static org.writesae.tornado.KernelCalls.KEY_HEADS;
import static org.writesae.tornado.KernelCalls.MATRIX;
import static org.writesae.tornado.KernelCalls.T;
import static org.writesae.tornado.KernelCalls.below;
import static org.writesae.tornado.KernelCalls.call;
import static org.writesae.tornado.KernelCalls.doubles;
import static org.writesae.tornado.KernelCalls.floats;
import static org.writesae.tornado.KernelCalls.keep;
import static org.writesae.tornado.KernelCalls.small;
import static org.writesae.tornado.KernelCalls.unit;
import static org.writesae.tornado.KernelCalls.wide;

/** Calls of the kernels of the recurrences of Gated DeltaNet, DeltaNet, GLA and Mamba-2. */
final class RecurrenceCalls {
    private RecurrenceCalls() {
    }

    static void add(Map<String, Function<Random, KernelCalls.Call>> makers) {
        delta(makers);
        linearAttention(makers);
        stateSpace(makers);
    }

    private static void delta(Map<String, Function<Random, KernelCalls.Call>> makers) {
        makers.put("GatedDelta#gates", r -> call("GatedDelta", "gates", T * HEADS, new double[T * HEADS], new double[T * HEADS],
                wide(r, T * HEADS), wide(r, T * HEADS), floats(r, HEADS), floats(r, HEADS), HEADS));
        makers.put("GatedDelta#strengths", r -> call("GatedDelta", "strengths", T * HEADS, new double[T * HEADS], wide(r, T * HEADS)));
        makers.put("GatedDelta#sequence", r -> call("GatedDelta", "sequence", HEADS * DV, new double[T * HEADS * DV],
                new double[T * HEADS * DV], floats(r, HEADS * MATRIX), floats(r, 5 * MATRIX), small(r, T * KEY_HEADS * DK),
                small(r, T * KEY_HEADS * DK), wide(r, T * CHANNELS), unit(r, T * HEADS), unit(r, T * HEADS), keep(r), T, HEADS,
                KEY_HEADS, DK, DV));
        makers.put("GatedDelta#branches", r -> call("GatedDelta", "branches", 3 * HEADS * DV, new double[T * HEADS * DV],
                new double[T * HEADS * DV], floats(r, 5 * MATRIX), small(r, T * KEY_HEADS * DK), small(r, T * KEY_HEADS * DK),
                wide(r, T * CHANNELS), unit(r, T * HEADS), unit(r, T * HEADS), new int[] {0, 2, 3}, new int[] {2, 1, 4},
                below(r, 3 * HEADS, 5), HEADS, KEY_HEADS, DK, DV));
        makers.put("GatedDelta#readEdited", r -> call("GatedDelta", "readEdited", 2 * DV, doubles(r, T * HEADS * DV),
                floats(r, 5 * MATRIX), wide(r, T * KEY_HEADS * DK), new int[] {1, 4}, new int[] {3, 0}, 4, HEADS, KEY_HEADS, DK, DV));
        makers.put("TransposedReplay#replay", r -> call("TransposedReplay", "replay", 3, new float[3 * T * DK * DK],
                new double[3 * T * DK], small(r, 3 * T * DK), wide(r, 3 * T * DK), unit(r, 3 * T), unit(r, 3 * T), T, DK));
        makers.put("Write#writeKeys", r -> call("Write", "writeKeys", T * HEADS * DK, new double[T * HEADS * DK],
                wide(r, T * KEY_HEADS * DK), HEADS, KEY_HEADS, DK));
        makers.put("Write#rawValues", r -> call("Write", "rawValues", T * HEADS * DV, new double[T * HEADS * DV], wide(r, T * CHANNELS),
                wide(r, T * HEADS), HEADS, KEY_HEADS, DK, DV));
        makers.put("CausalConv#causalConv", r -> call("CausalConv", "causalConv", T * 9, new double[T * 9], wide(r, T * 9),
                wide(r, 3 * 9), floats(r, 9 * 4), new int[] {-1, 0, 1, 2, 1, 4, -1}, 9, 4));
        makers.put("CausalConv#shiftHistory", r -> call("CausalConv", "shiftHistory", 9, wide(r, 3 * 9), wide(r, T * 9), 2, 9, 4));
        makers.put("RankOneEdit#scaleFactors", r -> call("RankOneEdit", "scaleFactors", 4 * DK, new double[4 * DK], wide(r, 4 * DK),
                doubles(r, 4), DK));
        makers.put("RankOneEdit#editStates", r -> call("RankOneEdit", "editStates", 2 * MATRIX, floats(r, 5 * MATRIX),
                new int[] {0, 1}, new int[] {3, 4}, wide(r, 2 * 3 * DK), wide(r, 2 * 3 * DV), 3, DK, DV));
    }

    private static void linearAttention(Map<String, Function<Random, KernelCalls.Call>> makers) {
        makers.put("GatedLinearAttention#gates", r -> call("GatedLinearAttention", "gates", T * DK, new double[T * DK], wide(r, T * DK),
                floats(r, DK), DK, 16.0));
        makers.put("GatedLinearAttention#scaleQueries", r -> call("GatedLinearAttention", "scaleQueries", 50, new double[50],
                wide(r, 50), 1.0 / Math.sqrt(DK)));
        makers.put("GatedLinearAttention#sequence", r -> call("GatedLinearAttention", "sequence", HEADS * DV,
                new double[T * HEADS * DV], floats(r, HEADS * MATRIX), floats(r, 5 * MATRIX), small(r, T * HEADS * DK),
                small(r, T * HEADS * DK), wide(r, T * HEADS * DV), unit(r, T * HEADS * DK), keep(r), T, HEADS, DK, DV));
        makers.put("GatedLinearAttention#branches", r -> call("GatedLinearAttention", "branches", 3 * HEADS * DV,
                new double[T * HEADS * DV], floats(r, 5 * MATRIX), small(r, T * HEADS * DK), small(r, T * HEADS * DK),
                wide(r, T * HEADS * DV), unit(r, T * HEADS * DK), new int[] {0, 2, 3}, new int[] {2, 1, 4}, below(r, 3 * HEADS, 5),
                HEADS, DK, DV));
    }

    /** As many groups as the delta rule has key heads, so that the channels x ‖ B ‖ C are as many as q ‖ k ‖ v. */
    private static void stateSpace(Map<String, Function<Random, KernelCalls.Call>> makers) {
        makers.put("StateSpace#steps", r -> call("StateSpace", "steps", T * HEADS, new double[T * HEADS], new double[T * HEADS],
                wide(r, T * HEADS), floats(r, HEADS), floats(r, HEADS), HEADS, 0.1, 0.9));
        makers.put("StateSpace#writeValues", r -> call("StateSpace", "writeValues", T * HEADS * DV, new double[T * HEADS * DV],
                wide(r, T * CHANNELS), unit(r, T * HEADS), HEADS, KEY_HEADS, DK, DV));
        makers.put("StateSpace#writeKeys", r -> call("StateSpace", "writeKeys", T * HEADS * DK, new double[T * HEADS * DK],
                wide(r, T * CHANNELS), HEADS, KEY_HEADS, DK, DV));
        makers.put("StateSpace#sequence", r -> call("StateSpace", "sequence", HEADS * DV, new double[T * HEADS * DV],
                floats(r, HEADS * MATRIX), floats(r, 5 * MATRIX), wide(r, T * HEADS * DV), wide(r, T * CHANNELS),
                unit(r, T * HEADS), floats(r, HEADS), keep(r), T, HEADS, KEY_HEADS, DK, DV));
        makers.put("StateSpace#branches", r -> call("StateSpace", "branches", 3 * HEADS * DV, new double[T * HEADS * DV],
                floats(r, 5 * MATRIX), wide(r, T * HEADS * DV), wide(r, T * CHANNELS), unit(r, T * HEADS), floats(r, HEADS),
                new int[] {0, 2, 3}, new int[] {2, 1, 4}, below(r, 3 * HEADS, 5), HEADS, KEY_HEADS, DK, DV));
        makers.put("StateSpace#readEdited", r -> call("StateSpace", "readEdited", 2 * DV, doubles(r, T * HEADS * DV),
                floats(r, 5 * MATRIX), wide(r, T * CHANNELS), floats(r, HEADS), new int[] {1, 4}, new int[] {3, 0}, 4, HEADS,
                KEY_HEADS, DK, DV));
        makers.put("RmsNorm#gateFirstRmsNorm", r -> call("RmsNorm", "gateFirstRmsNorm", T * 3, new double[T * 3 * 9],
                wide(r, T * 3 * 9), wide(r, T * 3 * 9), floats(r, 3 * 9), 3, 9, 1e-5));
        makers.put("CausalConv#causalConvBias", r -> call("CausalConv", "causalConvBias", T * 9, new double[T * 9], wide(r, T * 9),
                wide(r, 3 * 9), floats(r, 9 * 4), floats(r, 9), new int[] {-1, 0, 1, 2, 1, 4, -1}, 9, 4));
    }
}
