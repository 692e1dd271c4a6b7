package org.writesae.stats;

/** A closed interval of real numbers, usually a 95 % confidence interval. */
public record Interval(double low, double high) {
}
