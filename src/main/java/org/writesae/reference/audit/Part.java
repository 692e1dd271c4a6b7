package org.writesae.reference.audit;

import java.util.List;
import java.util.stream.Collectors;

import org.writesae.reference.published.Numbers;

/**
 * One line of arithmetic of a check.
 *
 * @param what what is computed, as a formula with its numbers
 * @param computed the results
 * @param published what the sources print for it, empty for nothing
 * @param verdict null where the line is only shown
 */
public record Part(String what, List<Double> computed, String published, Verdict verdict) {
    private static final int DIGITS = 5;

    /** The results as text. */
    public String result() {
        return computed.stream().map(value -> Numbers.significant(value, DIGITS)).collect(Collectors.joining(", "));
    }
}
