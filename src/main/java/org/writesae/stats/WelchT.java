package org.writesae.stats;

/**
 * Welch's t test of two independent samples whose variances may differ, one-sided: whether the mean of the first is larger. As
 * {@code scipy.stats.ttest_ind(x, y, equal_var=False, alternative="greater")}, with the usual d beside it.
 *
 * @param t       difference of the means over its standard error
 * @param df      degrees of freedom, by Welch and Satterthwaite
 * @param p       P(T &gt; t)
 * @param cohensD difference of the means over the pooled standard deviation, each variance weighted by n − 1
 */
public record WelchT(double t, double df, double p, double cohensD) {

    /** Tests x against y, two or more values each. Without any spread t is ±∞, or NaN between equal means. */
    public static WelchT greater(double[] x, double[] y) {
        if (x.length < 2 || y.length < 2) {
            throw new IllegalArgumentException("a t test of " + x.length + " and " + y.length + " values");
        }
        Sample first = Sample.of(x);
        Sample second = Sample.of(y);
        double difference = first.mean() - second.mean();
        double a = first.sd() * first.sd();
        double b = second.sd() * second.sd();
        double ofX = a / first.n();
        double ofY = b / second.n();
        double t = difference / Math.sqrt(ofX + ofY);
        double df = (ofX + ofY) * (ofX + ofY) / (ofX * ofX / (first.n() - 1) + ofY * ofY / (second.n() - 1));
        double pooled = Math.sqrt(((first.n() - 1) * a + (second.n() - 1) * b) / (first.n() + second.n() - 2));
        return new WelchT(t, df, StudentT.upper(t, Double.isNaN(df) ? 1 : df), difference / pooled);
    }
}
