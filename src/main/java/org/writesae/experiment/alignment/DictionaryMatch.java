package org.writesae.experiment.alignment;

import org.writesae.io.InputException;
import org.writesae.runtime.Backend;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Vectors;

/**
 * Whether two dictionaries of one cell have the same atoms (E11): the share of atoms whose |cosine| ⟨A_i, B_j⟩ / ‖A_i‖ ‖B_j‖
 * to some atom of the other is above 0.9.
 *
 * @param matched  share of the first one's atoms that have such a partner
 * @param largest  [atoms], the largest |cosine| of each
 */
public record DictionaryMatch(double matched, double[] largest) {
    private static final double SAME = 0.9;

    /**
     * Compares all pairs of atoms.
     *
     * @throws InputException if atoms are not of rank 1 or differ in shape
     */
    public static DictionaryMatch of(WriteSae first, WriteSae other, Backend backend) {
        if (first.config().rank() != 1 || other.config().rank() != 1 || first.config().dk() != other.config().dk()
                || first.config().dv() != other.config().dv()) {
            throw new InputException("--others: atoms of rank 1 and of one shape were expected");
        }
        double[] keys = FactorCosines.ofKeys(other, backend).with(Vectors.widened(first.keyFactors()));
        double[] values = FactorCosines.ofValues(other, backend).with(Vectors.widened(first.valueFactors()));
        int width = other.config().features();
        double[] largest = new double[first.config().features()];
        int matched = 0;
        for (int i = 0; i < largest.length; i++) {
            for (int j = 0; j < width; j++) {
                largest[i] = Math.max(largest[i], Math.abs(keys[i * width + j] * values[i * width + j]));
            }
            matched += largest[i] > SAME ? 1 : 0;
        }
        return new DictionaryMatch((double) matched / largest.length, largest);
    }
}
