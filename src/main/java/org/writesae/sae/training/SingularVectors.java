package org.writesae.sae.training;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * The leading singular vectors of a state, by falling singular value. Signs are those of the routine; a pair u, v may come
 * with both turned around, which is the same atom. A state of zeros, whose vectors could be any, has the unit vectors that
 * LAPACK gives it, so that its atoms are upstream's.
 */
final class SingularVectors {
    private final int dk;
    private final int dv;
    private final RealMatrix left;
    private final RealMatrix right;

    /** @param states holds the state [d_k, d_v] at {@code at} */
    SingularVectors(float[] states, int at, int dk, int dv) {
        this.dk = dk;
        this.dv = dv;
        double[][] rows = new double[dk][dv];
        for (int c = 0; c < dk; c++) {
            for (int j = 0; j < dv; j++) {
                rows[c][j] = states[at + c * dv + j];
            }
        }
        SingularValueDecomposition svd = new SingularValueDecomposition(new Array2DRowRealMatrix(rows, false));
        boolean zero = svd.getNorm() == 0;
        left = zero ? MatrixUtils.createRealIdentityMatrix(dk) : svd.getU();
        right = zero ? MatrixUtils.createRealIdentityMatrix(dv) : svd.getV();
    }

    /** Pairs there are. */
    int count() {
        return Math.min(dk, dv);
    }

    /** u_j times a factor, into target[at ...]. */
    void left(int j, double scale, float[] target, int at) {
        put(left.getColumn(j), scale, target, at);
    }

    /** v_j times a factor, into target[at ...]. */
    void right(int j, double scale, float[] target, int at) {
        put(right.getColumn(j), scale, target, at);
    }

    private static void put(double[] vector, double scale, float[] target, int at) {
        for (int n = 0; n < vector.length; n++) {
            target[at + n] = (float) (vector[n] * scale);
        }
    }
}
