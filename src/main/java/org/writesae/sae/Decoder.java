package org.writesae.sae;

import org.writesae.kernels.AtomDecode;
import org.writesae.kernels.DenseDecode;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** How reconstructions come from coefficients: by atoms of rank-1 terms, or atoms that are whole matrices. */
public sealed interface Decoder {
    Kernel FACTORS = Kernel.of(AtomDecode.class, "decodeAtoms");
    Kernel DENSE = Kernel.of(DenseDecode.class, "decodeDense");

    /**
     * Adds the call that computes the reconstructions y [count, d_k, d_v] of coefficients a [count, features].
     *
     * @param config sizes
     */
    void decode(Program p, SaeConfig config, Buffer y, Buffer a, int count);

    /** Added to every reconstruction, [d_k, d_v]. */
    Buffer bias();

    /**
     * Atoms Σ_r v wᵀ.
     *
     * @param v    [features, rank, d_k]
     * @param w    [features, rank, d_v]
     * @param bias [d_k, d_v]
     */
    record Factors(Buffer v, Buffer w, Buffer bias) implements Decoder {
        @Override
        public void decode(Program p, SaeConfig config, Buffer y, Buffer a, int count) {
            p.add(FACTORS, Math.multiplyExact(count, config.dIn()), y, a, v, w, bias, config.features(), config.rank(),
                    config.dk(), config.dv());
        }
    }

    /**
     * Whole matrices.
     *
     * @param atoms [features, d_k, d_v], the transpose of torch's {@code decoder.weight}
     * @param bias  [d_k, d_v]
     */
    record Dense(Buffer atoms, Buffer bias) implements Decoder {
        @Override
        public void decode(Program p, SaeConfig config, Buffer y, Buffer a, int count) {
            p.add(DENSE, Math.multiplyExact(count, config.dIn()), y, a, atoms, bias, config.features(), config.dIn());
        }
    }
}
