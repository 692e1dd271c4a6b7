package org.writesae.experiment;

import org.writesae.stats.Quantile;

/**
 * Where the divergences of one condition lie, in nats.
 *
 * @param median over the firings
 * @param madOverSqrtN median absolute deviation over √n: the ± of Table 2 as it is described there, which
 *        the printed values do not follow (check C12)
 */
public record KlLevel(double median, double madOverSqrtN) {

    static KlLevel of(double[] divergences) {
        return new KlLevel(Quantile.median(divergences),
                Quantile.medianAbsoluteDeviation(divergences) / Math.sqrt(divergences.length));
    }
}
