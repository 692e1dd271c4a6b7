package org.writesae.stats;

import java.util.stream.IntStream;

/**
 * Principal components of vectors around their mean, in double: the eigenvectors of their Gram matrix where there are fewer
 * vectors than elements, of their covariance otherwise. scikit-learn's {@code PCA} is the same wherever it is exact; above
 * 500 rows or columns it approximates by random projections, and its errors are then slightly larger.
 */
public final class PrincipalComponents {
    /** Directions with less of the largest variance than this are rounding. */
    private static final double LEAST_VARIANCE = 1e-14;

    private final double[] mean;
    private final double[][] components;
    private final double[] variances;

    private PrincipalComponents(double[] mean, double[][] components, double[] variances) {
        this.mean = mean;
        this.components = components;
        this.variances = variances;
    }

    /**
     * @param samples at least two vectors
     * @param count   components wanted, at most as many as vectors and as elements
     */
    public static PrincipalComponents fit(Samples samples, int count) {
        int n = samples.count();
        if (n < 2 || count < 1 || count > Math.min(n, samples.width())) {
            throw new IllegalArgumentException(count + " components of " + n + " vectors of " + samples.width() + " elements");
        }
        double[] mean = mean(samples);
        boolean few = n <= samples.width();
        double[][] products = few ? centred(samples.gram()) : scatter(samples, mean);
        LeadingEigenpairs pairs = LeadingEigenpairs.of(products, count);
        int kept = 0;
        while (kept < count && pairs.value(kept) > LEAST_VARIANCE * pairs.value(0) && pairs.value(kept) > 0) {
            kept++;
        }
        double[] variances = new double[kept];
        double[][] components = new double[kept][];
        for (int c = 0; c < kept; c++) {
            variances[c] = pairs.value(c) / (n - 1);
        }
        IntStream.range(0, kept).parallel().forEach(c ->
                components[c] = upright(few ? combined(samples, mean, pairs.vector(c)) : pairs.vector(c).clone()));
        return new PrincipalComponents(mean, components, variances);
    }

    /** Components found: fewer than wanted where the vectors span less. */
    public int count() {
        return components.length;
    }

    /** Unit vector, [width]; its sign makes the largest element positive. */
    public double[] component(int c) {
        return components[c].clone();
    }

    /** Variance along a component, over n − 1. */
    public double variance(int c) {
        return variances[c];
    }

    /** [width] */
    public double[] mean() {
        return mean.clone();
    }

    /**
     * Mean squared error of reconstructions from the first k components, over all elements.
     *
     * @param samples of the same width
     * @param ks      rising; those beyond {@link #count} give the error of all components
     */
    public double[] errors(Samples samples, int[] ks) {
        double[][] each = new double[samples.count()][ks.length];
        IntStream.range(0, samples.count()).parallel().forEach(i -> {
            double[] rest = new double[mean.length];
            samples.copy(i, rest);
            Vectors.add(rest, mean, -1);
            int done = 0;
            for (int q = 0; q < ks.length; q++) {
                for (; done < Math.min(ks[q], components.length); done++) {
                    Vectors.add(rest, components[done], -Vectors.dot(rest, components[done]));
                }
                each[i][q] = Vectors.dot(rest, rest);
            }
        });
        double[] errors = new double[ks.length];
        for (double[] one : each) {
            Vectors.add(errors, one, 1);
        }
        return Vectors.scaled(errors, 1.0 / samples.count() / mean.length);
    }

    private static double[] mean(Samples samples) {
        double[] sum = new double[samples.width()];
        double[] one = new double[samples.width()];
        for (int i = 0; i < samples.count(); i++) {
            samples.copy(i, one);
            Vectors.add(sum, one, 1);
        }
        return Vectors.scaled(sum, 1.0 / samples.count());
    }

    /** Products of the vectors less their mean, from those of the vectors: row and column means are taken off. */
    private static double[][] centred(double[][] gram) {
        int n = gram.length;
        double[] means = new double[n];
        double all = 0;
        for (int i = 0; i < n; i++) {
            for (double product : gram[i]) {
                means[i] += product / n;
            }
            all += means[i] / n;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                gram[i][j] += all - means[i] - means[j];
            }
        }
        return gram;
    }

    /** Σ (x − mean)(x − mean)ᵀ, [width, width]. */
    static double[][] scatter(Samples samples, double[] mean) {
        double[][] centred = new double[samples.count()][samples.width()];
        for (int i = 0; i < centred.length; i++) {
            samples.copy(i, centred[i]);
            Vectors.add(centred[i], mean, -1);
        }
        double[][] scatter = new double[samples.width()][samples.width()];
        IntStream.range(0, scatter.length).parallel().forEach(p -> {
            for (double[] one : centred) {
                Vectors.add(scatter[p], one, one[p]);
            }
        });
        return scatter;
    }

    /** Σ_i u_i (x_i − mean), of unit length. */
    private static double[] combined(Samples samples, double[] mean, double[] weights) {
        double[] sum = new double[samples.width()];
        double[] one = new double[samples.width()];
        for (int i = 0; i < weights.length; i++) {
            samples.copy(i, one);
            Vectors.add(one, mean, -1);
            Vectors.add(sum, one, weights[i]);
        }
        return Vectors.scaled(sum, 1 / Vectors.length(sum));
    }

    private static double[] upright(double[] vector) {
        return Vectors.isUpsideDown(vector) ? Vectors.scaled(vector, -1) : vector;
    }
}
