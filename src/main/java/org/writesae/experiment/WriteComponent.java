package org.writesae.experiment;

import java.util.Arrays;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.stats.LeadingSingularPair;
import org.writesae.stats.PrincipalComponents;
import org.writesae.stats.RankOneSamples;

/**
 * The first principal component of a head's native writes (PROTOCOLS E15): the one direction, found without any
 * dictionary, along which the writes differ most. As a replacement it is its own leading singular pair, in the sense in
 * which the writes' mean lies along it.
 */
public final class WriteComponent implements BaselineAtom {
    private final int dk;
    private final int dv;
    private final double[] component;
    private final Factors factors;

    /**
     * @param keys   [count, d_k], key factors of the writes
     * @param values [count, d_v], value factors
     */
    public WriteComponent(double[] keys, double[] values, int dk, int dv) {
        this.dk = dk;
        this.dv = dv;
        PrincipalComponents found = PrincipalComponents.fit(new RankOneSamples(keys, values, dk, dv), 1);
        if (found.count() == 0) {
            throw new InputException("the " + keys.length / dk + " writes are all the same, they have no component");
        }
        component = found.component(0);
        double along = 0;
        double[] mean = found.mean();
        for (int p = 0; p < component.length; p++) {
            along += mean[p] * component[p];
        }
        for (int p = 0; along < 0 && p < component.length; p++) {
            component[p] = -component[p];
        }
        LeadingSingularPair pair = LeadingSingularPair.of(component, dk, dv);
        factors = new Factors(FlatSvdAtom.rounded(pair.left()), FlatSvdAtom.rounded(pair.right()));
    }

    /**
     * Of the writes at all tokens of some sequences.
     *
     * @param layer layer of the cell, from 0
     * @param head  its value head
     * @throws InputException if a write of that reading is not one outer product
     */
    public static WriteComponent of(HostModel model, int[][] sequences, int layer, int head, WriteReading write) {
        int dk = model.config().dk();
        int dv = model.config().dv();
        int tokens = Arrays.stream(sequences).mapToInt(ids -> ids.length).reduce(0, Math::addExact);
        double[] keys = new double[Math.multiplyExact(tokens, dk)];
        double[] values = new double[Math.multiplyExact(tokens, dv)];
        int done = 0;
        for (int[] ids : sequences) {
            CellTrace cell = CellTrace.of(model, ids, layer, head, write);
            if (cell.writes().terms() != 1) {
                throw new InputException(model.name() + ": a " + write.option() + " write has " + cell.writes().terms()
                        + " terms; principal components are of writes of one");
            }
            System.arraycopy(cell.writes().keys(), 0, keys, done * dk, ids.length * dk);
            System.arraycopy(cell.writes().values(), 0, values, done * dv, ids.length * dv);
            done += ids.length;
        }
        return new WriteComponent(keys, values, dk, dv);
    }

    /** [d_k, d_v], of unit length. */
    public double[] component() {
        return component.clone();
    }

    /** Signed cosine with an atom v wᵀ. */
    public double cosine(float[] key, float[] value) {
        double product = 0;
        double keySquares = 0;
        double valueSquares = 0;
        for (int c = 0; c < dk; c++) {
            double row = 0;
            for (int j = 0; j < dv; j++) {
                row += component[c * dv + j] * value[j];
            }
            product += key[c] * row;
            keySquares += (double) key[c] * key[c];
        }
        for (int j = 0; j < dv; j++) {
            valueSquares += (double) value[j] * value[j];
        }
        return product / Math.sqrt(keySquares * valueSquares);
    }

    @Override
    public Factors at(float[] state) {
        return factors;
    }
}
