package org.writesae.cli;

import java.util.Locale;

import org.writesae.model.tokenizer.Tokenizer;

/** Tokens as they can be shown in a line. */
final class TokenText {
    private static final char REPLACEMENT = '\ufffd';

    private TokenText() {
    }

    /** The token's text in quotes, with what a terminal would not show escaped; its id where it is no text of its own. */
    static String shown(Tokenizer tokenizer, int id) {
        String text = tokenizer == null ? "" : tokenizer.decode(id);
        if (text.isEmpty() || text.indexOf(REPLACEMENT) >= 0) {
            return Integer.toString(id);
        }
        StringBuilder shown = new StringBuilder("'");
        text.codePoints().forEach(c -> shown.append(escaped(c)));
        return shown.append('\'').toString();
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                    ? String.format(Locale.ROOT, "\\u%04x", c) : Character.toString(c);
        };
    }
}
