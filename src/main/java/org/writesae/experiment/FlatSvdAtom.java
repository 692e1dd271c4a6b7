package org.writesae.experiment;

import org.writesae.io.InputException;
import org.writesae.sae.SaeType;
import org.writesae.sae.WriteSae;
import org.writesae.stats.LeadingSingularPair;
import org.writesae.stats.Vectors;

/**
 * A flat autoencoder made rank-1 by its leading singular pair σ₁ u₁ v₁ᵀ (E14). Sources disagree on what is
 * decomposed (K32), so both are here; which of its atoms fire is found by its own encoder.
 */
public final class FlatSvdAtom implements BaselineAtom {
    /** What the singular pair is of. */
    public enum Of {
        /** The reconstructed state Ŝ_t (the paper's appendix F.4). */
        RECONSTRUCTION,
        /** The decoder atom with the largest pre-activation at S_t (the paper's section 3.4). */
        DECODER_ATOM
    }

    private final WriteSae flat;
    private final Of of;
    private final int dk;
    private final int dv;

    /**
     * @param flat an autoencoder whose atoms are whole matrices
     * @param dk   key rows of the states; a flat checkpoint need not say
     * @param dv   value columns
     * @throws InputException if it is another variant, or of another size
     */
    public FlatSvdAtom(WriteSae flat, Of of, int dk, int dv) {
        if (flat.config().type() != SaeType.FLAT) {
            throw new InputException("a flat autoencoder was expected, not " + flat.config().type().label());
        }
        if (flat.config().dIn() != (long) dk * dv) {
            throw new InputException("the flat autoencoder is of " + flat.config().dIn() + " elements, the states are "
                    + dk + " x " + dv);
        }
        this.flat = flat;
        this.dk = dk;
        this.dv = dv;
        this.of = of;
    }

    @Override
    public Factors at(float[] state) {
        float[] matrix = of == Of.RECONSTRUCTION ? flat.decode(flat.encode(state, 1), 1) : strongest(state);
        LeadingSingularPair pair = LeadingSingularPair.of(Vectors.widened(matrix), dk, dv);
        return new Factors(rounded(pair.left()), rounded(pair.right()));
    }

    private float[] strongest(float[] state) {
        float[] s = flat.preActivations(state, 1);
        return flat.matrixAtom(FiringFinder.largest(s, 0, s.length));
    }

    static float[] rounded(double[] vector) {
        float[] rounded = new float[vector.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) vector[i];
        }
        return rounded;
    }
}
