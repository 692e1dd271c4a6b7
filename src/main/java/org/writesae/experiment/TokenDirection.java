package org.writesae.experiment;

import org.writesae.io.InputException;
import org.writesae.kernels.Wide;
import org.writesae.model.HostModel;

/** The direction in a head's values that the output projection and the unembedding carry to the logit of a token. */
public final class TokenDirection {
    private TokenDirection() {
    }

    /**
     * w* = N(W_O^(h)ᵀ W_U[token]), [d_v], wide: the norm and gate behind the read, and the final norm, are left out, as in
     * the paper.
     *
     * @param slice [d_v, hidden], W_O of the head: {@link org.writesae.model.HeadReadout#slice}
     */
    public static double[] of(HostModel model, double[] slice, int token) {
        double[] unembedding = model.unembedding(token);
        double[] direction = new double[slice.length / unembedding.length];
        double squares = 0;
        for (int j = 0; j < direction.length; j++) {
            for (int l = 0; l < unembedding.length; l++) {
                direction[j] += slice[j * unembedding.length + l] * unembedding[l];
            }
            squares += direction[j] * direction[j];
        }
        if (!(squares > 0 && Double.isFinite(squares))) {
            throw new InputException(model.name() + ": W_Oᵀ W_U of token " + token + " has norm " + Math.sqrt(squares)
                    + ": no direction");
        }
        for (int j = 0; j < direction.length; j++) {
            direction[j] = Wide.wide(direction[j] / Math.sqrt(squares));
        }
        return direction;
    }
}
