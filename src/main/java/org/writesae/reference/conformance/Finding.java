package org.writesae.reference.conformance;

/**
 * What a wrong tensor has to do with the right one.
 *
 * @param tensor    its name; null for all tensors together
 * @param kind      what kind of relation, for programs
 * @param text      the relation in words
 * @param closeness what it leaves unexplained; null for a plain fact
 */
public record Finding(String tensor, Kind kind, String text, Closeness closeness) {

    /** The relation, after the name of the tensor. */
    public String sentence() {
        return tensor == null ? text : tensor + ": " + text;
    }

    /** Kinds of relations. */
    public enum Kind { ZERO, FACTOR, FACTORS, AXES, ORDER, SHIFT, ROUNDED, INPUTS }
}
