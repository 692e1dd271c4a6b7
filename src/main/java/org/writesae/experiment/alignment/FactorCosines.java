package org.writesae.experiment.alignment;

import org.writesae.kernels.Linear;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Vectors;

/**
 * Signed cosines between one factor of atoms and one factor of writes, every atom at every token. Of an atom of higher rank the
 * first term is taken, as upstream does.
 */
public final class FactorCosines {
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");
    /** Shorter factors count as this long, as in upstream: their cosines are then near zero. */
    private static final double SHORTEST = 1e-12;

    private final Buffer weights;
    private final double[] lengths;
    private final int width;
    private final Backend backend;

    private FactorCosines(float[] factors, SaeConfig sae, int width, Backend backend) {
        int features = sae.features();
        float[] turned = new float[width * features];
        this.lengths = new double[features];
        for (int i = 0; i < features; i++) {
            double squares = 0;
            for (int c = 0; c < width; c++) {
                float element = factors[i * sae.rank() * width + c];
                turned[c * features + i] = element;
                squares += (double) element * element;
            }
            lengths[i] = Math.max(Math.sqrt(squares), SHORTEST);
        }
        this.weights = Buffer.constant("factors", turned);
        this.width = width;
        this.backend = backend;
    }

    /** Of the key factors v_i with d_k elements. */
    public static FactorCosines ofKeys(WriteSae sae, Backend backend) {
        return new FactorCosines(sae.keyFactors(), sae.config(), sae.config().dk(), backend);
    }

    /** Of the value factors w_i with d_v elements. */
    public static FactorCosines ofValues(WriteSae sae, Backend backend) {
        return new FactorCosines(sae.valueFactors(), sae.config(), sae.config().dv(), backend);
    }

    /**
     * ⟨factor of atom i, x_t⟩ / (‖factor‖ ‖x_t‖).
     *
     * @param x [T, d], wide
     * @return [T, features]; zeros at tokens whose x is zero
     */
    public double[] with(double[] x) {
        int tokens = x.length / width;
        int features = lengths.length;
        double[] cosines = backend.compute(LINEAR, Math.multiplyExact(tokens, features), Buffer.input("write factors", x), weights,
                width, features);
        for (int t = 0; t < tokens; t++) {
            double length = Math.max(Vectors.length(x, t * width, width), SHORTEST);
            for (int i = 0; i < features; i++) {
                cosines[t * features + i] /= length * lengths[i];
            }
        }
        return cosines;
    }
}
