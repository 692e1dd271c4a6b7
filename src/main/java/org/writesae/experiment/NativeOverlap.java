package org.writesae.experiment;

import java.util.List;

import org.writesae.kernels.MatrixProduct;
import org.writesae.model.Writes;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.sae.WriteSae;

/** Frobenius geometry of atoms and native writes, from their factors. */
public final class NativeOverlap {
    private static final Kernel FROBENIUS = Kernel.of(MatrixProduct.class, "frobenius");

    private final WriteSae sae;
    private final double[] atomNorms;
    private final Backend backend;
    private final int rank;
    private final int dk;
    private final int dv;

    public NativeOverlap(WriteSae sae, Backend backend) {
        this.sae = sae;
        this.atomNorms = sae.atomNorms();
        this.backend = backend;
        this.rank = sae.config().rank();
        this.dk = sae.config().dk();
        this.dv = sae.config().dv();
    }

    /**
     * An atom and the native write at a position.
     *
     * @param feature  index of the atom
     * @param position token of the sequence
     */
    public record Pair(int feature, int position) {
    }

    /**
     * Norms of the writes and signed cosines, [pairs] each.
     *
     * @param normNative ‖Δ_nat‖_F
     * @param cosine     ⟨A_i, Δ_nat⟩ / (‖A_i‖ ‖Δ_nat‖)
     */
    public record Geometry(double[] normNative, double[] cosine) {
    }

    /** The geometry of pairs of one sequence; {@code writes} are the head's own. */
    public Geometry of(List<Pair> pairs, Writes writes) {
        int n = pairs.size();
        double[] key = new double[n * writes.terms() * dk];
        double[] value = new double[n * writes.terms() * dv];
        float[] atomKey = new float[n * rank * dk];
        float[] atomValue = new float[n * rank * dv];
        for (int f = 0; f < n; f++) {
            Pair pair = pairs.get(f);
            copy(writes.keys(), pair.position(), key, f, writes.terms() * dk);
            copy(writes.values(), pair.position(), value, f, writes.terms() * dv);
            copy(sae.keyFactors(), pair.feature(), atomKey, f, rank * dk);
            copy(sae.valueFactors(), pair.feature(), atomValue, f, rank * dv);
        }
        double[] norms = pairs.stream().mapToDouble(pair -> atomNorms[pair.feature()]).toArray();
        return geometry(atomKey, atomValue, norms, key, value, writes.terms());
    }

    /**
     * The geometry of matrices and writes that are laid out already.
     *
     * @param v     [pairs, rank, d_k], key factors of the matrices
     * @param w     [pairs, rank, d_v], their value factors
     * @param norms [pairs], their Frobenius norms
     * @param key   [pairs, terms, d_k], key factors of the writes
     * @param value [pairs, terms, d_v], their value factors
     * @param terms rank-1 terms of a write
     */
    public Geometry geometry(float[] v, float[] w, double[] norms, double[] key, double[] value, int terms) {
        double[] cosine = products(v, w, rank, key, value, terms);
        double[] norm = norms(key, value, terms);
        for (int f = 0; f < norm.length; f++) {
            cosine[f] = cosine[f] / (norm[f] * norms[f]);
        }
        return new Geometry(norm, cosine);
    }

    /** [T]: ‖Δ_nat‖_F of every write of a head. */
    public double[] norms(Writes writes) {
        return norms(writes.keys(), writes.values(), writes.terms());
    }

    /** ‖Δ‖² = ⟨Δ, Δ⟩, one side as float32 so that products stay exact: off by one float32 rounding of each factor. */
    private double[] norms(double[] key, double[] value, int terms) {
        double[] norm = products(rounded(key), rounded(value), terms, key, value, terms);
        for (int f = 0; f < norm.length; f++) {
            norm[f] = Math.sqrt(norm[f]);
        }
        return norm;
    }

    /** Copies the vectors of one place to another; both arrays hold {@code width} elements for each place. */
    static void copy(Object from, int at, Object to, int place, int width) {
        System.arraycopy(from, at * width, to, place * width, width);
    }

    private double[] products(float[] v, float[] w, int termsA, double[] p, double[] u, int termsB) {
        return backend.compute(FROBENIUS, p.length / (termsB * dk), Buffer.input("v", v), Buffer.input("w", w),
                Buffer.input("p", p), Buffer.input("u", u), termsA, termsB, dk, dv);
    }

    private static float[] rounded(double[] values) {
        float[] rounded = new float[values.length];
        for (int n = 0; n < values.length; n++) {
            rounded[n] = (float) values[n];
        }
        return rounded;
    }
}
