package org.writesae.experiment.install;

import org.writesae.io.InputException;

/**
 * Ranks of a token among the next tokens, 1 for the likeliest; both ends belong to the band.
 *
 * @param low  at least 1
 * @param high at least {@code low}
 */
public record RankBand(int low, int high) {

    /** Reads {@code LOW-HIGH}. */
    public static RankBand parse(String option, String text) {
        String[] ends = text.split("-", -1);
        try {
            RankBand band = ends.length == 2 ? new RankBand(Integer.parseInt(ends[0]), Integer.parseInt(ends[1])) : null;
            if (band != null && band.low >= 1 && band.high >= band.low) {
                return band;
            }
        } catch (NumberFormatException notOne) {
            // Reported below, with the other mistakes.
        }
        throw new InputException(option + " " + text + ": LOW-HIGH was expected, ranks from 1");
    }

    boolean has(int rank) {
        return rank >= low && rank <= high;
    }

    /** The logarithm of the middle of the band, by ratios. */
    double logMiddle() {
        return Math.log((double) low * high) / 2;
    }

    @Override
    public String toString() {
        return low + "-" + high;
    }
}
