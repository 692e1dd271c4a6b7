package org.writesae.reference.conformance;

import java.util.function.DoubleUnaryOperator;

/** What may be done wrongly to the values of an input or a weight. */
enum Mapping {
    ZERO("taken for 0", x -> 0), ONE("taken for 1", x -> 1), NEGATED("negated", x -> -x), ONE_MORE("plus 1", x -> x + 1),
    ONE_LESS("less 1", x -> x - 1), EXPONENTIAL("exponentiated", Math::exp), LOGARITHM("in its logarithm", Math::log),
    COMPLEMENT("as 1 less it", x -> 1 - x), SQUARE("squared", x -> x * x), ROOT("under a square root", Math::sqrt),
    RECIPROCAL("inverted", x -> 1 / x), DOUBLED("doubled", x -> 2 * x);

    private final String text;
    private final DoubleUnaryOperator function;

    Mapping(String text, DoubleUnaryOperator function) {
        this.text = text;
        this.function = function;
    }

    /** {@code taken for 0}. */
    String text() {
        return text;
    }

    DoubleUnaryOperator function() {
        return function;
    }
}
