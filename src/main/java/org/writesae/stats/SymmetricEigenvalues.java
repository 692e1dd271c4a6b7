package org.writesae.stats;

import java.util.Arrays;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/** Eigenvalues of a symmetric matrix. */
public final class SymmetricEigenvalues {

    private SymmetricEigenvalues() {
    }

    /**
     * All of them.
     *
     * @param matrix [n, n], n ≥ 1, symmetric, finite
     * @return [n], in descending order
     */
    public static double[] of(double[][] matrix) {
        double[] ascending = new EigenDecomposition(new Array2DRowRealMatrix(matrix, false)).getRealEigenvalues();
        Arrays.sort(ascending);
        double[] values = new double[ascending.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = ascending[values.length - 1 - i];
        }
        return values;
    }
}
