package org.writesae.experiment;

import java.util.ArrayList;
import java.util.List;

import org.writesae.stats.Quantile;

/**
 * Failures among the firings of one quartile of KL_delete (Fig 14c).
 *
 * @param quartile 1, deletion changes least, to 4
 * @param upperDelete largest KL_delete of the quartile by interpolation, in nats; the bound belongs to it
 * @param failures firings the atom does not win
 * @param failureRate failures / nFirings; NaN for a quartile that ties left without firings
 */
public record QuartileRow(int quartile, double upperDelete, int nFirings, int failures, double failureRate) {

    /** The four rows of n ≥ 1 firings; quartiles are taken over exactly these firings. */
    static List<QuartileRow> of(List<SubstitutionRecord> firings) {
        double[] delete = SubstitutionSummary.values(firings, SubstitutionRecord::klDelete);
        List<QuartileRow> rows = new ArrayList<>();
        double lower = Double.NEGATIVE_INFINITY;
        for (int quartile = 1; quartile <= 4; quartile++) {
            double upper = Quantile.linear(delete, quartile / 4.0);
            rows.add(between(firings, lower, upper, quartile));
            lower = upper;
        }
        return List.copyOf(rows);
    }

    private static QuartileRow between(List<SubstitutionRecord> firings, double lower, double upper, int quartile) {
        int n = 0;
        int failures = 0;
        for (SubstitutionRecord firing : firings) {
            if (firing.klDelete() > lower && firing.klDelete() <= upper) {
                n++;
                failures += firing.atomWins() ? 0 : 1;
            }
        }
        return new QuartileRow(quartile, upper, n, failures, n == 0 ? Double.NaN : (double) failures / n);
    }
}
