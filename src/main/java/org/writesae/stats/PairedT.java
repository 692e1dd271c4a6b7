package org.writesae.stats;

/**
 * Student's t test of paired values, two-sided, as {@code scipy.stats.ttest_rel}, with Cohen's d of the
 * differences as upstream's steering scripts compute it.
 *
 * @param differences mean and spread of x − y
 * @param t mean / (sd / √n)
 * @param p two-sided
 * @param cohensD mean / sd; t = d √n
 */
public record PairedT(Sample differences, double t, double p, double cohensD) {

    /** Tests x against y, both [n], n ≥ 2. Differences that are all equal give t = ±∞, or NaN if they are zero. */
    public static PairedT of(double[] x, double[] y) {
        Moments.requirePairs(x, y, 2);
        double[] differences = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            differences[i] = x[i] - y[i];
        }
        Sample sample = Sample.of(differences);
        return fromD(sample, sample.mean() / sample.sd());
    }

    private static PairedT fromD(Sample sample, double d) {
        double t = tOfD(d, sample.n());
        return new PairedT(sample, t, StudentT.twoSided(t, sample.n() - 1.0), d);
    }

    /** The t statistic that a published Cohen's d of n differences stands for. */
    public static double tOfD(double d, int n) {
        return d * Math.sqrt(n);
    }
}
