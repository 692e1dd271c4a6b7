package org.writesae.experiment;

import org.writesae.stats.Quantile;

/**
 * How many times larger the divergence of one condition is than another's, in the two ways the paper
 * quotes: they answer different questions and differ by a factor of about two there.
 *
 * @param ofMedians median of one condition over median of the other (1 : 2.70 : 4.90 in §3.2)
 * @param perPosition median of the ratio at each firing (1.55 and 2.52 in Fig 3)
 */
public record KlRatio(double ofMedians, double perPosition) {

    static KlRatio of(double[] numerator, double[] denominator) {
        double[] ratios = new double[numerator.length];
        for (int i = 0; i < ratios.length; i++) {
            // Two divergences of zero are equally far: a tie, not 0/0.
            ratios[i] = numerator[i] == denominator[i] ? 1 : numerator[i] / denominator[i];
        }
        return new KlRatio(Quantile.median(numerator) / Quantile.median(denominator), Quantile.median(ratios));
    }
}
