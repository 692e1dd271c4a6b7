package org.writesae.stats;

import java.util.List;
import java.util.stream.IntStream;

/** Vectors of float32 numbers. */
public final class DenseSamples implements Samples {
    private static final int AT_ONCE = 4;

    private final List<float[]> rows;
    private final int width;

    /** @param rows at least one, all of the same length; shared, not copied */
    public DenseSamples(List<float[]> rows) {
        this.rows = List.copyOf(rows);
        width = rows.getFirst().length;
        if (rows.stream().anyMatch(row -> row.length != width)) {
            throw new IllegalArgumentException("rows of different lengths");
        }
    }

    @Override
    public int count() {
        return rows.size();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void copy(int i, double[] target) {
        float[] row = rows.get(i);
        for (int p = 0; p < width; p++) {
            target[p] = row[p];
        }
    }

    @Override
    public double[][] gram() {
        double[][] gram = new double[count()][count()];
        IntStream.range(0, count()).parallel().forEach(i -> {
            double[] row = new double[width];
            copy(i, row);
            for (int j = 0; j <= i; j += AT_ONCE) {
                products(row, j, Math.min(i, j + AT_ONCE - 1), gram[i]);
            }
        });
        mirror(gram);
        return gram;
    }

    /** Products with the rows first to last, four at once: one after the other would wait for each addition. */
    private void products(double[] row, int first, int last, double[] target) {
        float[] a = rows.get(first);
        float[] b = rows.get(Math.min(first + 1, last));
        float[] c = rows.get(Math.min(first + 2, last));
        float[] d = rows.get(Math.min(first + 3, last));
        double sumA = 0;
        double sumB = 0;
        double sumC = 0;
        double sumD = 0;
        for (int p = 0; p < width; p++) {
            double x = row[p];
            sumA += x * a[p];
            sumB += x * b[p];
            sumC += x * c[p];
            sumD += x * d[p];
        }
        double[] sums = {sumA, sumB, sumC, sumD};
        System.arraycopy(sums, 0, target, first, last - first + 1);
    }

    /** Copies what is below the diagonal above it. */
    static void mirror(double[][] symmetric) {
        for (int i = 0; i < symmetric.length; i++) {
            for (int j = 0; j < i; j++) {
                symmetric[j][i] = symmetric[i][j];
            }
        }
    }
}
