package org.writesae.stats;

import java.util.stream.IntStream;

/**
 * Rank-1 matrices k vᵀ, flattened row by row: a model's own writes. Their products ⟨k_i, k_j⟩⟨v_i, v_j⟩ need no matrix.
 */
public final class RankOneSamples implements Samples {
    private final double[] keys;
    private final double[] values;
    private final int dk;
    private final int dv;

    /**
     * @param keys   [count, d_k], key factors
     * @param values [count, d_v], value factors
     */
    public RankOneSamples(double[] keys, double[] values, int dk, int dv) {
        if (keys.length == 0 || keys.length % dk != 0 || (long) keys.length / dk * dv != values.length) {
            throw new IllegalArgumentException(keys.length + " and " + values.length + " numbers are no factors of " + dk
                    + " x " + dv);
        }
        this.keys = keys;
        this.values = values;
        this.dk = dk;
        this.dv = dv;
    }

    @Override
    public int count() {
        return keys.length / dk;
    }

    @Override
    public int width() {
        return Math.multiplyExact(dk, dv);
    }

    @Override
    public void copy(int i, double[] target) {
        for (int c = 0; c < dk; c++) {
            for (int j = 0; j < dv; j++) {
                target[c * dv + j] = keys[i * dk + c] * values[i * dv + j];
            }
        }
    }

    @Override
    public double[][] gram() {
        double[][] gram = new double[count()][count()];
        IntStream.range(0, count()).parallel().forEach(i -> {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = Vectors.dot(keys, i * dk, keys, j * dk, dk) * Vectors.dot(values, i * dv, values, j * dv, dv);
            }
        });
        DenseSamples.mirror(gram);
        return gram;
    }
}
