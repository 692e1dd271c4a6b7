package org.writesae.reference.conformance;

import java.util.Comparator;
import java.util.List;

/**
 * What a wrong tensor has to do with the right one.
 *
 * @param tensor    its name; null for all tensors together
 * @param kind      what kind of relation, for programs
 * @param text      the relation in words
 * @param closeness what it leaves unexplained; null for a plain fact
 */
public record Finding(String tensor, Kind kind, String text, Closeness closeness) {

    /** Of resemblances, all that are within the limits, or else the closest. */
    static List<Finding> best(List<Finding> found) {
        List<Finding> sorted = found.stream().sorted(Comparator.comparing((Finding finding) -> !finding.closeness.within())
                .thenComparing(finding -> finding.closeness.part())).toList();
        return sorted.stream().filter(finding -> finding == sorted.getFirst() || finding.closeness.within()).toList();
    }

    /** The relation, after the name of the tensor. */
    public String sentence() {
        return tensor == null ? text : tensor + ": " + text;
    }

    /** Kinds of relations. */
    public enum Kind { ZERO, FACTOR, FACTORS, AXES, ORDER, SHIFT, ROUNDED, INPUTS }
}
