package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.writesae.kernels.Wide;
import org.writesae.model.Writes;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Vectors;

/** Puts a {@link StateChange} together: the native write taken away, an atom or another matrix added. */
public final class ChangeTerms {
    private final int position;
    private final int dk;
    private final int dv;
    private final List<double[]> left = new ArrayList<>();
    private final List<double[]> right = new ArrayList<>();

    /** No change yet of a state [dk, dv] after token {@code position}. */
    public ChangeTerms(int position, int dk, int dv) {
        this.position = position;
        this.dk = dk;
        this.dv = dv;
    }

    /** Adds {@code c} times the native write of the token; −1 deletes it. */
    public ChangeTerms write(Writes writes, double c) {
        for (int n = 0; n < writes.terms(); n++) {
            int term = position * writes.terms() + n;
            add(Arrays.copyOfRange(writes.keys(), term * dk, (term + 1) * dk),
                    Arrays.copyOfRange(writes.values(), term * dv, (term + 1) * dv), c);
        }
        return this;
    }

    /** Adds {@code c} times an atom, Σ_r v_r w_rᵀ. */
    public ChangeTerms atom(WriteSae sae, int feature, double c) {
        for (int r = 0; r < sae.config().rank(); r++) {
            int term = feature * sae.config().rank() + r;
            add(doubles(sae.keyFactors(), term, dk), doubles(sae.valueFactors(), term, dv), c);
        }
        return this;
    }

    /** Adds g hᵀ at a Frobenius norm. */
    public ChangeTerms matrix(double[] g, double[] h, double norm) {
        return add(g, h, norm / (Vectors.length(g) * Vectors.length(h)));
    }

    /** Adds c · key ⊗ value. */
    public ChangeTerms add(double[] key, double[] value, double c) {
        left.add(Arrays.stream(key).map(x -> Wide.wide(c * x)).toArray());
        right.add(value);
        return this;
    }

    /** The change, with terms that add nothing up to {@code terms}: changes that run together have equally many. */
    public StateChange change(int terms) {
        if (left.size() > terms) {
            throw new IllegalArgumentException(left.size() + " terms where " + terms + " were promised");
        }
        double[] keys = new double[terms * dk];
        double[] values = new double[terms * dv];
        for (int n = 0; n < left.size(); n++) {
            System.arraycopy(left.get(n), 0, keys, n * dk, dk);
            System.arraycopy(right.get(n), 0, values, n * dv, dv);
        }
        return new StateChange(position, keys, values);
    }

    private static double[] doubles(float[] factors, int term, int width) {
        double[] one = new double[width];
        for (int i = 0; i < width; i++) {
            one[i] = factors[term * width + i];
        }
        return one;
    }
}
