package org.writesae.kernels;

/**
 * The fast twins of {@link DictionaryGradient}: the rows in which a feature has a coefficient are found once, and G_i is formed
 * once for all factors, eight key rows at a time. Same sums, same order, same bits.
 */
public final class DictionaryGradientTiled {
    /** Features of a tile: their coefficients share cache lines. */
    public static final int FEATURES = 16;
    /** The same where they have factors. */
    private static final int FACTORS = 128;
    /** Key rows of G_i that are formed together. */
    private static final int KEYS = 8;
    /** The same where the result is turned; a line of a block is longer, so that lines lie in different parts of the cache. */
    private static final int TURNED = 1024;
    private static final int LINE = TURNED + 16;
    /** Elements of a dense gradient, or of a bias, that are summed together. */
    public static final int COLUMNS = 1024;

    private DictionaryGradientTiled() {
    }

    /** Tiles over the features of a dense gradient. */
    public static int featureTiles(int features) {
        return (features + FEATURES - 1) / FEATURES;
    }

    /** Tiles over the features of a gradient of factors. */
    public static int factorTiles(int features) {
        return (features + FACTORS - 1) / FACTORS;
    }

    /** Tiles over the elements of a bias. */
    public static int columnTiles(int width) {
        return (width + COLUMNS - 1) / COLUMNS;
    }

    /** {@link DictionaryGradient#factorGradient}; from and count are tiles of features. */
    public static void factorGradient(float[] gradV, float[] gradW, float[] c, float[] m, float[] v, float[] w, int rows,
            int states, int features, int rank, int dk, int dv, int allFeatures, int from, int count) {
        int[] lists = new int[FACTORS * rows];
        int[] lengths = new int[FACTORS];
        double[] sums = new double[KEYS * dv];
        double[] values = new double[FACTORS * rank * dv];
        for (@Parallel int i = 0; i < count; i++) {
            int first = (from + i) * FACTORS;
            int some = Math.min(FACTORS, features - first);
            collect(lists, lengths, c, rows, features, first, some);
            for (int n = 0; n < values.length; n++) {
                values[n] = 0;
            }
            // Key rows outside: those of all matrices stay in the cache from one feature to the next.
            for (int k = 0; k < dk; k += KEYS) {
                int keys = Math.min(KEYS, dk - k);
                for (int f = 0; f < some; f++) {
                    sumRow(sums, lists, f * rows, lengths[f], c, features, first + f, m, states, dk * dv, k * dv, keys * dv);
                    widen(sums, keys * dv);
                    for (int r = 0; r < rank; r++) {
                        int factor = (first + f) * rank + r;
                        keyProducts(gradV, sums, w, factor * dv, factor * dk + k, keys, dv);
                        for (int key = 0; key < keys; key++) {
                            addValues(values, (f * rank + r) * dv, sums, key * dv, v[factor * dk + k + key], dv);
                        }
                    }
                }
            }
            for (int n = 0; n < some * rank * dv; n++) {
                gradW[first * rank * dv + n] = (float) values[n];
            }
        }
    }

    /** {@link DictionaryGradient#denseGradient}; from and count are tiles of features. */
    public static void denseGradient(float[] grad, float[] c, float[] m, int rows, int states, int features, int width,
            int elements, int from, int count) {
        int[] lists = new int[FEATURES * rows];
        int[] lengths = new int[FEATURES];
        double[] sums = new double[COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int first = (from + i) * FEATURES;
            int some = Math.min(FEATURES, features - first);
            collect(lists, lengths, c, rows, features, first, some);
            for (int p = 0; p < width; p += COLUMNS) {
                int columns = Math.min(COLUMNS, width - p);
                for (int f = 0; f < some; f++) {
                    sumRow(sums, lists, f * rows, lengths[f], c, features, first + f, m, states, width, p, columns);
                    for (int j = 0; j < columns; j++) {
                        grad[(first + f) * width + p + j] = (float) sums[j];
                    }
                }
            }
        }
    }

    /** {@link DictionaryGradient#denseGradientTurned}; from and count are tiles of features. */
    public static void denseGradientTurned(float[] grad, float[] c, float[] m, int rows, int states, int features, int width,
            int elements, int from, int count) {
        int[] lists = new int[FEATURES * rows];
        int[] lengths = new int[FEATURES];
        double[] sums = new double[TURNED];
        float[] block = new float[FEATURES * LINE];
        for (@Parallel int i = 0; i < count; i++) {
            int first = (from + i) * FEATURES;
            int some = Math.min(FEATURES, features - first);
            collect(lists, lengths, c, rows, features, first, some);
            for (int p = 0; p < width; p += TURNED) {
                int columns = Math.min(TURNED, width - p);
                for (int f = 0; f < some; f++) {
                    sumRow(sums, lists, f * rows, lengths[f], c, features, first + f, m, states, width, p, columns);
                    for (int j = 0; j < columns; j++) {
                        block[f * LINE + j] = (float) sums[j];
                    }
                }
                // The features of a tile are neighbours here: one cache line for each element.
                for (int j = 0; j < columns; j++) {
                    for (int f = 0; f < some; f++) {
                        grad[(p + j) * features + first + f] = block[f * LINE + j];
                    }
                }
            }
        }
    }

    /** {@link DictionaryGradient#biasGradient}; from and count are tiles of columns. */
    public static void biasGradient(float[] grad, float[] d, int rows, int width, int elements, int from, int count) {
        double[] sums = new double[COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int first = (from + i) * COLUMNS;
            int columns = Math.min(COLUMNS, width - first);
            for (int j = 0; j < columns; j++) {
                sums[j] = 0;
            }
            for (int n = 0; n < rows; n++) {
                addRow(sums, d, n * width + first, columns);
            }
            for (int j = 0; j < columns; j++) {
                grad[first + j] = (float) sums[j];
            }
        }
    }

    private static void addRow(double[] sums, float[] d, int at, int columns) {
        for (int j = 0; j < columns; j++) {
            sums[j] += d[at + j];
        }
    }

    /** For each feature of a tile the rows in which its coefficient is not 0, in order. */
    private static void collect(int[] lists, int[] lengths, float[] c, int rows, int features, int first, int some) {
        for (int f = 0; f < some; f++) {
            lengths[f] = 0;
        }
        for (int n = 0; n < rows; n++) {
            for (int f = 0; f < some; f++) {
                if (c[n * features + first + f] != 0) {
                    lists[f * rows + lengths[f]] = n;
                    lengths[f] = lengths[f] + 1;
                }
            }
        }
    }

    /** Elements [p, p + columns) of G_i. */
    private static void sumRow(double[] sums, int[] lists, int list, int entries, float[] c, int features, int feature, float[] m,
            int states, int width, int p, int columns) {
        for (int j = 0; j < columns; j++) {
            sums[j] = 0;
        }
        int e = list;
        for (; e + 3 < list + entries; e += 4) {
            AtomDecodeTiled.addFour(sums, m, (lists[e] % states) * width + p, (lists[e + 1] % states) * width + p,
                    (lists[e + 2] % states) * width + p, (lists[e + 3] % states) * width + p, c[lists[e] * features + feature],
                    c[lists[e + 1] * features + feature], c[lists[e + 2] * features + feature],
                    c[lists[e + 3] * features + feature], columns);
        }
        for (; e < list + entries; e++) {
            LinearTiled.addInput(sums, 0, m, (lists[e] % states) * width + p, columns, c[lists[e] * features + feature]);
        }
    }

    private static void widen(double[] sums, int length) {
        for (int n = 0; n < length; n++) {
            sums[n] = Wide.wide(sums[n]);
        }
    }

    /** G_i w of some key rows; eight sums side by side, since one alone would wait for each of its own additions. */
    private static void keyProducts(float[] gradV, double[] sums, float[] w, int factor, int at, int keys, int dv) {
        if (keys == KEYS) {
            eightProducts(gradV, sums, w, factor, at, dv);
        } else {
            for (int key = 0; key < keys; key++) {
                double sum = 0;
                for (int j = 0; j < dv; j++) {
                    sum += sums[key * dv + j] * w[factor + j];
                }
                gradV[at + key] = (float) sum;
            }
        }
    }

    private static void eightProducts(float[] gradV, double[] sums, float[] w, int factor, int at, int dv) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        for (int j = 0; j < dv; j++) {
            double value = w[factor + j];
            s0 += sums[j] * value;
            s1 += sums[dv + j] * value;
            s2 += sums[2 * dv + j] * value;
            s3 += sums[3 * dv + j] * value;
            s4 += sums[4 * dv + j] * value;
            s5 += sums[5 * dv + j] * value;
            s6 += sums[6 * dv + j] * value;
            s7 += sums[7 * dv + j] * value;
        }
        gradV[at] = (float) s0;
        gradV[at + 1] = (float) s1;
        gradV[at + 2] = (float) s2;
        gradV[at + 3] = (float) s3;
        gradV[at + 4] = (float) s4;
        gradV[at + 5] = (float) s5;
        gradV[at + 6] = (float) s6;
        gradV[at + 7] = (float) s7;
    }

    private static void addValues(double[] values, int at, double[] sums, int row, double key, int dv) {
        for (int j = 0; j < dv; j++) {
            values[at + j] += sums[row + j] * key;
        }
    }
}
