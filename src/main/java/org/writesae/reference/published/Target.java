package org.writesae.reference.published;

import org.writesae.stats.Interval;

/**
 * What a measured value is held against: a published number, or a part of one.
 *
 * @param value NaN where only an interval was published
 * @param rounding half a unit of the last printed digit
 * @param interval null for none
 * @param region   what the interval is
 */
record Target(String printed, double value, Relation relation, double rounding, Interval interval, String region) {
    private static final double EDGE = 1e-9;
    private static final String BELOW = "_below";
    /**
     * Three standard errors of the difference of two bootstraps in one end of a 95 % interval, for its width and one resample. A quantile
     * q of n draws has the error √(q(1−q)/n) ÷ density; for a normal distribution q = 0.025 gives 2.671 standard deviations ÷ √n, of
     * which the width has 3.920.
     */
    private static final double END_ERROR = 3 * Math.sqrt(2) * 2.671 / 3.920;

    private Target(String printed, double value, Relation relation, double rounding, Interval interval) {
        this(printed, value, relation, rounding, interval, "the printed interval");
    }

    static Target of(PublishedNumber number) {
        return new Target(number.printed(), number.value().orElse(Double.NaN), number.relation(),
                number.rounding().orElse(0), number.interval());
    }

    /**
     * A named part; {@code n}, the sample size; or {@code low} or {@code high}, an end of the interval. Where its rounding is not known,
     * its shortest text decides. A part whose name ends with {@code _below} is an upper bound.
     */
    static Target ofPart(PublishedNumber number, String part) {
        if (part.equals("n") && !number.parts().containsKey(part)) {
            return new Target(Integer.toString(number.size()), number.size(), Relation.EQUAL, 0, null);
        }
        if (number.isEnd(part)) {
            return ofEnd(number, part);
        }
        double value = number.part(part);
        if (part.endsWith(BELOW)) {
            return new Target(Relation.BELOW.sign() + " " + Numbers.significant(value, 6), value, Relation.BELOW, 0, null);
        }
        double shortest = 0.5 * Math.pow(10, -Numbers.decimals(value));
        // A spread, and the numbers of a text, are printed with the digits of the number itself.
        boolean asTheNumber = part.equals("spread") || number.text() != null;
        return new Target(Numbers.significant(value, 6), value, Relation.EQUAL,
                asTheNumber ? number.rounding().orElse(shortest) : shortest, null);
    }

    /** Another bootstrap of the same sample has other ends: its error and that of the published one are an interval around them. */
    private static Target ofEnd(PublishedNumber number, String part) {
        Interval printed = number.interval();
        double value = part.equals("low") ? printed.low() : printed.high();
        int decimals = Math.max(Numbers.decimals(printed.low()), Numbers.decimals(printed.high()));
        Double resamples = number.parts().get("resamples");
        double error = resamples == null ? 0 : END_ERROR * (printed.high() - printed.low()) / Math.sqrt(resamples);
        return new Target(Numbers.text(value, decimals), value, Relation.EQUAL, 0.5 * Math.pow(10, -decimals),
                error == 0 ? null : new Interval(value - error, value + error), "the error of resampling");
    }

    Judgement judge(double measured) {
        if (!Double.isFinite(measured)) {
            return new Judgement(Outcome.NOT_COMPARABLE, "the run has no value");
        }
        return switch (relation) {
            case ABOUT -> new Judgement(Outcome.NOT_COMPARABLE, "the source says only about " + printed);
            case BELOW -> bound(measured < value);
            case ABOVE -> bound(measured > value);
            case EQUAL -> equal(measured);
        };
    }

    private Judgement bound(boolean kept) {
        return kept ? new Judgement(Outcome.INSIDE_INTERVAL, "keeps to " + printed)
                : new Judgement(Outcome.OUTSIDE, "does not keep to " + printed);
    }

    private Judgement equal(double measured) {
        double off = Math.abs(measured - value);
        if (off <= rounding + EDGE * Math.abs(value)) {
            return new Judgement(Outcome.INSIDE_ROUNDING, "gives the printed digits");
        }
        if (interval != null && measured >= interval.low() && measured <= interval.high()) {
            return new Judgement(Outcome.INSIDE_INTERVAL, "inside " + region);
        }
        String distance = Double.isNaN(value) ? "" : "off by " + Numbers.significant(measured - value, 3) + ", ";
        return new Judgement(Outcome.OUTSIDE, distance + (interval == null ? "no interval was printed"
                : "outside " + region));
    }
}
