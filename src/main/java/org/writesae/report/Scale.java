package org.writesae.report;

/**
 * Maps an interval of values linearly to an interval of coordinates (which may run backwards, as y does).
 * For a logarithmic axis the values are decimal logarithms.
 */
record Scale(double low, double high, double from, double to) {

    double at(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    boolean holds(double value) {
        return value >= low && value <= high;
    }
}
