package org.writesae.sae;

import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.Linear;
import org.writesae.kernels.RowCopy;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** How pre-activations come from states: by filters of rank-1 terms, or a dense matrix. */
public sealed interface Encoder {
    Kernel BILINEAR = Kernel.of(BilinearEncode.class, "bilinearEncode");
    Kernel DENSE = Kernel.of(Linear.class, "linearBias");
    Kernel WIDEN = Kernel.of(RowCopy.class, "widen");

    /**
     * Adds the calls that compute the pre-activations s [count, features] of states x [count, d_k, d_v].
     *
     * @param config sizes
     */
    void encode(Program p, SaeConfig config, Buffer s, Buffer x, int count);

    /**
     * Filters.
     *
     * @param v    [rank, d_k, features]
     * @param w    [rank, d_v, features]
     * @param bias [features]
     */
    record Filters(Buffer v, Buffer w, Buffer bias) implements Encoder {
        @Override
        public void encode(Program p, SaeConfig config, Buffer s, Buffer x, int count) {
            p.add(BILINEAR, Math.multiplyExact(count, config.features()), s, x, v, w, bias, config.features(), config.rank(),
                    config.dk(), config.dv());
        }
    }

    /**
     * A dense matrix.
     *
     * @param weight [d_k · d_v, features]
     * @param bias   [features]
     */
    record Dense(Buffer weight, Buffer bias) implements Encoder {
        @Override
        public void encode(Program p, SaeConfig config, Buffer s, Buffer x, int count) {
            int size = Math.multiplyExact(count, config.dIn());
            Buffer wide = Buffer.scratch("states, wide", new double[size]);
            p.add(WIDEN, size, wide, x);
            p.add(DENSE, Math.multiplyExact(count, config.features()), s, wide, weight, bias, config.dIn(), config.features());
        }
    }

    /** [features, width] as torch stores it to [width, features]. */
    static float[] transposed(float[] stored, int features, int width) {
        float[] target = new float[stored.length];
        for (int j = 0; j < features; j++) {
            for (int l = 0; l < width; l++) {
                target[l * features + j] = stored[j * width + l];
            }
        }
        return target;
    }
}
