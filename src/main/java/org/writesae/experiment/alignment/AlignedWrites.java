package org.writesae.experiment.alignment;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.WriteReading;
import org.writesae.io.InputException;
import org.writesae.kernels.TransposedReplay;
import org.writesae.kernels.Wide;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Writes;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.stats.Vectors;

/**
 * The states and delta writes of one head over a sequence that the alignment is measured on.
 *
 * @param states [T, d_k, d_v]
 * @param keys   [T, d_k], key factors of the writes, wide
 * @param values [T, d_v], their value factors, wide
 * @param cosine of the last state to the model's own, 1 where it is the model's own
 * @param error  ‖last state − the model's‖ / ‖the model's‖
 */
record AlignedWrites(float[] states, double[] keys, double[] values, double cosine, double error) {
    private static final Kernel REPLAY = Kernel.of(TransposedReplay.class, "replay");

    /**
     * Checks that a model can be replayed.
     *
     * @throws InputException if it is no delta rule, or its states are not square
     */
    static void require(String model, ModelConfig c, Replay replay) {
        boolean strength = c.gates().stream().anyMatch(gate -> gate.name().equals("beta") && gate.width() == c.heads());
        if (replay == Replay.TRANSPOSED && !strength) {
            throw new InputException("--replay transposed: " + model + " is " + c.family() + "; upstream replays the gated delta rule");
        }
        if (replay == Replay.TRANSPOSED && c.dk() != c.dv()) {
            throw new InputException("--replay transposed: the states of " + model + " are " + c.dk() + " x " + c.dv()
                    + "; upstream's product S k exists for square ones only");
        }
    }

    static AlignedWrites of(HostModel model, int[] ids, int layer, int head, Replay replay) {
        ModelConfig c = model.config();
        CellTrace trace = CellTrace.of(model, ids, layer, head, WriteReading.DELTA);
        Writes delta = trace.writes();
        double[] keys = delta.term(delta.keys(), 0, c.dk());
        if (replay == Replay.MODEL) {
            return new AlignedWrites(trace.states(), keys, delta.term(delta.values(), 0, c.dv()), 1, 0);
        }
        return replayed(model, trace, unit(keys, c.dk()), head);
    }

    /** Upstream normalises keys anew, with an epsilon that does not show: to length 1, where the model's fall short by 1e-6 / 2‖k‖². */
    private static double[] unit(double[] keys, int width) {
        double[] unit = new double[keys.length];
        for (int from = 0; from < keys.length; from += width) {
            double length = Math.max(Vectors.length(keys, from, width), 1e-12);
            for (int c = from; c < from + width; c++) {
                unit[c] = Wide.wide(keys[c] / length);
            }
        }
        return unit;
    }

    private static AlignedWrites replayed(HostModel model, CellTrace trace, double[] keys, int head) {
        ModelConfig c = model.config();
        int d = c.dk();
        int tokens = keys.length / d;
        double[] raw = trace.pass().rawWrites().ofHead(head, c).values();
        float[] states = new float[trace.states().length];
        double[] errors = new double[keys.length];
        boolean decays = c.gates().stream().anyMatch(gate -> gate.name().equals("alpha"));
        model.backend().run(new Program("transposed replay").add(REPLAY, 1, Buffer.output("replayed states", states),
                Buffer.output("replayed errors", errors), Buffer.input("keys", keys), Buffer.input("raw values", raw),
                Buffer.input("alpha", gate(trace, decays ? "alpha" : null, head, c)), Buffer.input("beta", gate(trace, "beta", head, c)),
                tokens, d));
        return compared(trace.states(), states, keys, errors, (tokens - 1) * d * d);
    }

    private static double[] gate(CellTrace trace, String name, int head, ModelConfig c) {
        double[] one = new double[trace.pass().rows()];
        double[] all = name == null ? null : trace.pass().gate(name);
        for (int t = 0; t < one.length; t++) {
            one[t] = all == null ? 1 : all[t * c.heads() + head];
        }
        return one;
    }

    private static AlignedWrites compared(float[] own, float[] states, double[] keys, double[] values, int last) {
        double product = 0;
        double ownSquares = 0;
        double squares = 0;
        double distance = 0;
        for (int n = last; n < states.length; n++) {
            product += (double) own[n] * states[n];
            ownSquares += (double) own[n] * own[n];
            squares += (double) states[n] * states[n];
            distance += ((double) own[n] - states[n]) * ((double) own[n] - states[n]);
        }
        return new AlignedWrites(states, keys, values, product / Math.sqrt(ownSquares * squares), Math.sqrt(distance / ownSquares));
    }
}
