package org.writesae.model.tokenizer;

import java.util.Locale;

import org.writesae.io.InputException;

/** Refuses text that UTF-8 cannot hold, which Java would silently turn into question marks. */
final class WellFormed {
    private WellFormed() {
    }

    static String require(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new InputException(String.format(Locale.ROOT, "text: character %d is U+%04X, half of a surrogate pair", i,
                            (int) c));
                }
                i++;
            }
        }
        return text;
    }
}
