package org.writesae.reference.published;

import org.writesae.stats.Interval;

/**
 * What a measured value is held against: a published number, or a part of one.
 *
 * @param value NaN where only an interval was published
 * @param rounding half a unit of the last printed digit
 * @param interval null for none
 */
record Target(String printed, double value, Relation relation, double rounding, Interval interval) {
    private static final double EDGE = 1e-9;

    static Target of(PublishedNumber number) {
        return new Target(number.printed(), number.value().orElse(Double.NaN), number.relation(),
                number.rounding().orElse(0), number.interval());
    }

    /** A named part, or {@code n}, the sample size. Where its rounding is not known, its shortest text decides. */
    static Target ofPart(PublishedNumber number, String part) {
        if (part.equals("n")) {
            return new Target(Integer.toString(number.size()), number.size(), Relation.EQUAL, 0, null);
        }
        double value = number.part(part);
        double shortest = 0.5 * Math.pow(10, -Numbers.decimals(value));
        // A spread, and the numbers of a text, are printed with the digits of the number itself.
        boolean asTheNumber = part.equals("spread") || number.text() != null;
        return new Target(Numbers.significant(value, 6), value, Relation.EQUAL,
                asTheNumber ? number.rounding().orElse(shortest) : shortest, null);
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
            return new Judgement(Outcome.INSIDE_INTERVAL, "inside the printed interval");
        }
        String distance = Double.isNaN(value) ? "" : "off by " + Numbers.significant(measured - value, 3) + ", ";
        return new Judgement(Outcome.OUTSIDE, distance + (interval == null ? "no interval was printed"
                : "outside the printed interval"));
    }
}
