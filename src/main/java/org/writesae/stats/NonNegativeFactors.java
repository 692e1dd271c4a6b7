package org.writesae.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Non-negative factors of non-negative vectors, X ≈ W Hᵀ with W [n, k] and H [width, k] without negative elements, in double: the
 * coordinate descent of {@code sklearn.decomposition.NMF} with its defaults. In each iteration every element of W, then of H, is put
 * where the squared error is least while all others stay, or to zero; it ends when the sum of the projected gradients is below
 * {@value #SETTLED} of the first one, or after {@value #ITERATIONS} iterations.
 *
 * <p>The start is NNDSVDa (Boutsidis and Gallopoulos 2008): of each singular pair the larger of its positive and negative part, zeros
 * filled with the mean of X. Singular pairs are exact here; scikit-learn draws them by a random projection, so its factors start, and
 * end, slightly elsewhere.
 */
public final class NonNegativeFactors {
    static final double SETTLED = 1e-4;
    static final int ITERATIONS = 500;
    /** Elements of the start below this are zero, as there. */
    private static final double LEAST = 1e-6;
    /** Singular values with less of the largest one's square than this are rounding. */
    private static final double LEAST_SQUARE = 1e-14;
    /** Groups of vectors that are summed apart; a fixed number, so that threads don't matter. */
    private static final int SLICES = 8;

    private final double[][] factors;
    private final int iterations;

    private NonNegativeFactors(double[][] factors, int iterations) {
        this.factors = factors;
        this.iterations = iterations;
    }

    /**
     * @param samples without negative elements
     * @param count   k, at most as many as vectors and as elements
     */
    public static NonNegativeFactors fit(Samples samples, int count) {
        if (count < 1 || count > Math.min(samples.count(), samples.width())) {
            throw new IllegalArgumentException(count + " factors of " + samples.count() + " vectors of " + samples.width() + " elements");
        }
        double[][] w = new double[samples.count()][count];
        double[][] h = new double[samples.width()][count];
        start(samples, w, h);
        double first = 0;
        int done = 0;
        while (done < ITERATIONS) {
            double violation = update(w, times(samples, h), gram(h)) + update(h, transposedTimes(samples, w), gram(w));
            first = done++ == 0 ? violation : first;
            if (violation <= SETTLED * first) {
                break;
            }
        }
        return new NonNegativeFactors(h, done);
    }

    /** H, [width, k]; a copy. */
    public double[][] factors() {
        return Arrays.stream(factors).map(double[]::clone).toArray(double[][]::new);
    }

    /** How many were made. */
    public int iterations() {
        return iterations;
    }

    /**
     * Mean squared error of the reconstructions over all elements.
     *
     * @param fitted   what is fitted, without negative elements
     * @param compared what the reconstructions are compared with: the same, or the vectors it was made from
     */
    public double error(Samples fitted, Samples compared) {
        double[][] w = weights(fitted);
        double[] each = new double[w.length];
        IntStream.range(0, w.length).parallel().forEach(i -> {
            double[] x = new double[factors.length];
            compared.copy(i, x);
            for (int p = 0; p < x.length; p++) {
                double rest = x[p] - Vectors.dot(w[i], factors[p]);
                each[i] += rest * rest;
            }
        });
        return Arrays.stream(each).sum() / w.length / factors.length;
    }

    /** W of further vectors, from zero, by the same iterations with H as it is. */
    private double[][] weights(Samples samples) {
        double[][] w = new double[samples.count()][factors[0].length];
        double[][] products = times(samples, factors);
        double[][] gram = gram(factors);
        double first = update(w, products, gram);
        double violation = first;
        for (int done = 1; done < ITERATIONS && violation > SETTLED * first; done++) {
            violation = update(w, products, gram);
        }
        return w;
    }

    /**
     * Every element of w in turn to max(0, w − gradient / curvature); rows are independent.
     *
     * @param w        [rows, k], changed
     * @param products X H, [rows, k]
     * @param gram     Hᵀ H, [k, k]
     * @return Σ |gradient|, of elements that are zero only where it is negative
     */
    private static double update(double[][] w, double[][] products, double[][] gram) {
        double[] violations = new double[w.length];
        IntStream.range(0, w.length).parallel().forEach(i -> {
            for (int t = 0; t < gram.length; t++) {
                double gradient = -products[i][t];
                for (int r = 0; r < gram.length; r++) {
                    gradient += gram[t][r] * w[i][r];
                }
                violations[i] += Math.abs(w[i][t] == 0 ? Math.min(0, gradient) : gradient);
                if (gram[t][t] != 0) {
                    w[i][t] = Math.max(0, w[i][t] - gradient / gram[t][t]);
                }
            }
        });
        return Arrays.stream(violations).sum();
    }

    /** X H: [n, k]. */
    private static double[][] times(Samples samples, double[][] h) {
        double[][] products = new double[samples.count()][h[0].length];
        IntStream.range(0, products.length).parallel().forEach(i -> {
            double[] x = new double[h.length];
            samples.copy(i, x);
            for (int p = 0; p < x.length; p++) {
                if (x[p] != 0) {
                    Vectors.add(products[i], h[p], x[p]);
                }
            }
        });
        return products;
    }

    /** Xᵀ W: [width, k]. */
    private static double[][] transposedTimes(Samples samples, double[][] w) {
        int slices = Math.min(SLICES, w.length);
        double[][][] parts = new double[slices][samples.width()][w[0].length];
        IntStream.range(0, slices).parallel().forEach(slice -> {
            double[] x = new double[samples.width()];
            for (int i = slice; i < w.length; i += slices) {
                samples.copy(i, x);
                for (int p = 0; p < x.length; p++) {
                    if (x[p] != 0) {
                        Vectors.add(parts[slice][p], w[i], x[p]);
                    }
                }
            }
        });
        IntStream.range(0, samples.width()).parallel().forEach(p -> {
            for (int slice = 1; slice < slices; slice++) {
                Vectors.add(parts[0][p], parts[slice][p], 1);
            }
        });
        return parts[0];
    }

    /** aᵀ a: [k, k]. */
    private static double[][] gram(double[][] a) {
        double[][] gram = new double[a[0].length][a[0].length];
        for (double[] row : a) {
            for (int t = 0; t < gram.length; t++) {
                Vectors.add(gram[t], row, row[t]);
            }
        }
        return gram;
    }

    private static void start(Samples samples, double[][] w, double[][] h) {
        boolean few = w.length <= h.length;
        int count = w[0].length;
        LeadingEigenpairs pairs = LeadingEigenpairs.of(few ? samples.gram()
                : PrincipalComponents.scatter(samples, new double[h.length]), count);
        for (int c = 0; c < count && pairs.value(c) > LEAST_SQUARE * pairs.value(0); c++) {
            double sigma = Math.sqrt(pairs.value(c));
            double[][] known = column(pairs.vector(c));
            double[][] product = few ? transposedTimes(samples, known) : times(samples, known);
            double[] other = Arrays.stream(product).mapToDouble(row -> row[0] / sigma).toArray();
            pair(few ? pairs.vector(c) : other, few ? other : pairs.vector(c), sigma, w, h, c);
        }
        double mean = mean(samples);
        fill(w, mean);
        fill(h, mean);
    }

    private static double[][] column(double[] values) {
        return Arrays.stream(values).mapToObj(value -> new double[] {value}).toArray(double[][]::new);
    }

    /** √(σ ‖u±‖ ‖v±‖) times the unit vectors of the sign whose parts have the larger product of norms. The first pair has one sign. */
    private static void pair(double[] u, double[] v, double sigma, double[][] w, double[][] h, int c) {
        double positive = norm(u, 1) * norm(v, 1);
        double negative = norm(u, -1) * norm(v, -1);
        int sign = positive > negative ? 1 : -1;
        double size = Math.sqrt(sigma * Math.max(positive, negative));
        put(u, sign, size, w, c);
        put(v, sign, size, h, c);
    }

    private static double norm(double[] x, int sign) {
        return Math.sqrt(Arrays.stream(x).filter(one -> sign * one > 0).map(one -> one * one).sum());
    }

    private static void put(double[] x, int sign, double size, double[][] into, int c) {
        double norm = norm(x, sign);
        for (int i = 0; i < x.length; i++) {
            into[i][c] = norm == 0 ? 0 : size * Math.max(0, sign * x[i]) / norm;
        }
    }

    private static void fill(double[][] a, double mean) {
        for (double[] row : a) {
            for (int c = 0; c < row.length; c++) {
                row[c] = row[c] < LEAST ? mean : row[c];
            }
        }
    }

    private static double mean(Samples samples) {
        double[] x = new double[samples.width()];
        double sum = 0;
        for (int i = 0; i < samples.count(); i++) {
            samples.copy(i, x);
            sum += Arrays.stream(x).sum();
        }
        return sum / samples.count() / samples.width();
    }
}
