package org.writesae.cli;

import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/** Numbers of a result in tables for people: a dash where the result has none, since 0 would be a number. */
final class Shown {
    private static final String NONE = "–";

    private Shown() {
    }

    /** By a format such as {@code %.3f}. */
    static String number(String format, JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, format, value.doubleValue()) : NONE;
    }

    /** A share, in per cent. */
    static String percent(JsonNode share) {
        return share.isNumber() ? String.format(Locale.ROOT, "%.1f %%", 100 * share.doubleValue()) : NONE;
    }
}
