package org.writesae.report;

import java.util.Locale;

import org.writesae.stats.Interval;

/** How numbers are written for people: three significant digits, shares in per cent, powers of ten raised. */
final class NumberText {
    private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private static final String NONE = "–";

    private NumberText() {
    }

    /** Three significant digits: 0.0412, 1.09, 127, 4.1×10⁻⁷. A dash where there is no number. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        if (value == 0) {
            return "0";
        }
        // Of the rounded value: 9.999e-5 is 1.00e-4.
        int magnitude = exponent(String.format(Locale.ROOT, "%.2e", value));
        if (magnitude < -4 || magnitude > 5) {
            String rounded = String.format(Locale.ROOT, "%.1e", value);
            return signed(rounded.substring(0, rounded.indexOf('e'))) + "×" + power(exponent(rounded));
        }
        return signed(String.format(Locale.ROOT, "%." + Math.clamp(2 - magnitude, 0, 6) + "f", value));
    }

    /** One decimal of a per cent, with a narrow space before the sign. */
    static String percent(double rate) {
        return Double.isNaN(rate) ? NONE : signed(String.format(Locale.ROOT, "%.1f\u202f%%", 100 * rate));
    }

    /** 91.6–93.1 % */
    static String percent(Interval interval) {
        return interval == null ? NONE
                : String.format(Locale.ROOT, "%.1f–%.1f\u202f%%", 100 * interval.low(), 100 * interval.high());
    }

    /** A probability from its logarithm, however small: 0.031, 2.7×10⁻²³⁰. */
    static String probability(double log10) {
        if (Double.isNaN(log10)) {
            return NONE;
        }
        if (log10 > -3) {
            return number(Math.pow(10, log10));
        }
        int decade = (int) Math.floor(log10);
        // The mantissa alone: the probability may be smaller than any double. Rounded it may be ten, 1.0e+01.
        String mantissa = String.format(Locale.ROOT, "%.1e", Math.pow(10, log10 - decade));
        return mantissa.substring(0, 3) + "×" + power(decade + exponent(mantissa));
    }

    /** 10⁻³ */
    static String power(int exponent) {
        StringBuilder text = new StringBuilder(exponent < 0 ? "10⁻" : "10");
        for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
            text.append(RAISED.charAt(digit - '0'));
        }
        return text.toString();
    }

    private static int exponent(String scientific) {
        return Integer.parseInt(scientific.substring(scientific.indexOf('e') + 1));
    }

    private static String signed(String text) {
        return text.replace('-', '−');
    }
}
