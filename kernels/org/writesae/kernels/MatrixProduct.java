package org.writesae.kernels;

/** Frobenius geometry of matrices given by their factors, without ever forming them. */
public final class MatrixProduct {
    private MatrixProduct() {
    }

    /**
     * {@code product[n] = ⟨A_n, B_n⟩_F = Σ_{r,s} (v_r · p_s)(w_r · u_s)} for A = Σ_r v_r w_rᵀ and
     * B = Σ_s p_s u_sᵀ. With A = B it is the squared norm; divided by both norms, the signed cosine of an
     * atom and a write (conflict K25 of {@code audit --conflicts}).
     *
     * @param product [N]. Modified.
     * @param v       [N, rankA, d_k]. Not modified.
     * @param w       [N, rankA, d_v]. Not modified.
     * @param p       [N, rankB, d_k], wide. Not modified.
     * @param u       [N, rankB, d_v], wide. Not modified.
     * @param rankA   terms of A
     * @param rankB   terms of B
     * @param dk      d_k
     * @param dv      d_v
     * @param from    first of the N products to compute
     * @param count   how many
     */
    public static void frobenius(double[] product, float[] v, float[] w, double[] p, double[] u, int rankA, int rankB,
            int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            double sum = 0;
            for (int r = 0; r < rankA; r++) {
                for (int s = 0; s < rankB; s++) {
                    double keys = 0;
                    for (int c = 0; c < dk; c++) {
                        keys += v[(n * rankA + r) * dk + c] * p[(n * rankB + s) * dk + c];
                    }
                    double values = 0;
                    for (int j = 0; j < dv; j++) {
                        values += w[(n * rankA + r) * dv + j] * u[(n * rankB + s) * dv + j];
                    }
                    sum += keys * values;
                }
            }
            product[n] = sum;
        }
    }
}
