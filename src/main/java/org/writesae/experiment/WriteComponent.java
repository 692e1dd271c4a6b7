package org.writesae.experiment;

import java.util.Arrays;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.stats.LeadingSingularPair;
import org.writesae.stats.PrincipalComponents;
import org.writesae.stats.RankOneSamples;

/**
 * The first principal component of a head's native writes (E15): the one direction, found without any
 * dictionary, along which the writes differ most. As a replacement it is its own leading singular pair, in the sense in
 * which the writes' mean lies along it.
 */
public final class WriteComponent implements BaselineAtom {
    private final int dk;
    private final int dv;
    private final double[] component;
    private final Factors factors;
    private final double varianceShare;

    /**
     * @param keys   [count, d_k], key factors of the writes
     * @param values [count, d_v], value factors
     */
    public WriteComponent(double[] keys, double[] values, int dk, int dv) {
        this.dk = dk;
        this.dv = dv;
        RankOneSamples writes = new RankOneSamples(keys, values, dk, dv);
        PrincipalComponents found = PrincipalComponents.fit(writes, 1);
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
        varianceShare = found.variance(0) / totalVariance(writes, mean);
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

    /** Σ ‖x − mean‖² / (n − 1). */
    private static double totalVariance(RankOneSamples writes, double[] mean) {
        double squares = 0;
        double[] one = new double[mean.length];
        for (int i = 0; i < writes.count(); i++) {
            writes.copy(i, one);
            for (int p = 0; p < one.length; p++) {
                squares += (one[p] - mean[p]) * (one[p] - mean[p]);
            }
        }
        return squares / (writes.count() - 1);
    }

    /** The share of the writes' variance along the component. */
    public double varianceShare() {
        return varianceShare;
    }

    /** [d_k, d_v], of unit length. */
    public double[] component() {
        return component.clone();
    }

    /**
     * Signed cosines with atoms Σ_r v_r w_rᵀ.
     *
     * @param key   [atoms, rank, d_k]
     * @param value [atoms, rank, d_v]
     */
    public double[] cosines(float[] key, float[] value, int rank) {
        double[] cosines = new double[key.length / (rank * dk)];
        double[] atom = new double[dk * dv];
        for (int n = 0; n < cosines.length; n++) {
            Arrays.fill(atom, 0);
            for (int r = n * rank; r < (n + 1) * rank; r++) {
                for (int p = 0; p < atom.length; p++) {
                    atom[p] += (double) key[r * dk + p / dv] * value[r * dv + p % dv];
                }
            }
            double product = 0;
            double squares = 0;
            for (int p = 0; p < atom.length; p++) {
                product += component[p] * atom[p];
                squares += atom[p] * atom[p];
            }
            cosines[n] = product / Math.sqrt(squares);
        }
        return cosines;
    }

    @Override
    public Factors at(float[] state) {
        return factors;
    }
}
