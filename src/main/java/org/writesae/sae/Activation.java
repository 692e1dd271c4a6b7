package org.writesae.sae;

import org.writesae.kernels.Gated;
import org.writesae.kernels.JumpRelu;
import org.writesae.kernels.TopK;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** How coefficients come from pre-activations. */
public sealed interface Activation {
    Kernel TOP_K = Kernel.of(TopK.class, "topK");
    Kernel GATED = Kernel.of(Gated.class, "gated");
    Kernel JUMP_RELU = Kernel.of(JumpRelu.class, "jumpRelu");

    /** Adds the call that computes coefficients a [count, features] of pre-activations s [count, features]. */
    void activate(Program p, SaeConfig config, Buffer a, Buffer s, int count);

    /** The k largest of each state, or of BatchTopK the k · count largest of all; none below 0. */
    record Largest(int k, boolean ofBatch) implements Activation {
        @Override
        public void activate(Program p, SaeConfig config, Buffer a, Buffer s, int count) {
            int elements = Math.multiplyExact(count, config.features());
            // A batch is one long row.
            int row = ofBatch ? elements : config.features();
            long kept = ofBatch ? (long) k * count : k;
            p.add(TOP_K, elements, a, s, row, (int) Math.min(kept, Integer.MAX_VALUE));
        }
    }

    /**
     * A soft gate and a magnitude.
     *
     * @param gateBias   [features], b_gate
     * @param magBias    [features], b_mag
     * @param logScale   [features], r_mag
     */
    record SoftGate(Buffer gateBias, Buffer magBias, Buffer logScale) implements Activation {
        /** Upstream's {@code gate_tau}; no checkpoint states another. */
        public static final double TAU = 0.1;

        @Override
        public void activate(Program p, SaeConfig config, Buffer a, Buffer s, int count) {
            gates(p, config, a, Buffer.scratch("gates", new float[Math.multiplyExact(count, config.features())]), s, count);
        }

        /** The same, and the gates too. */
        public void gates(Program p, SaeConfig config, Buffer a, Buffer gates, Buffer s, int count) {
            p.add(GATED, Math.multiplyExact(count, config.features()), a, gates, s, gateBias, magBias, logScale,
                    config.features(), TAU);
        }
    }

    /**
     * A threshold per feature.
     *
     * @param logThreshold [features], log θ
     */
    record Jump(Buffer logThreshold) implements Activation {
        @Override
        public void activate(Program p, SaeConfig config, Buffer a, Buffer s, int count) {
            jump(p, config, a, Buffer.scratch("wanted", new float[Math.multiplyExact(count, config.features())]), s,
                    Buffer.input("bandwidth", new double[1]), count);
        }

        /** The same, and where the backward pass with this bandwidth needs gradients. */
        public void jump(Program p, SaeConfig config, Buffer a, Buffer wanted, Buffer s, Buffer bandwidth, int count) {
            p.add(JUMP_RELU, Math.multiplyExact(count, config.features()), a, wanted, s, logThreshold, bandwidth,
                    config.features());
        }
    }
}
