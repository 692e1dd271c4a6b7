package org.writesae.model.tokenizer;

import java.util.Arrays;

/**
 * The text of ids that come one by one, given out as soon as it is complete: a character may take several tokens.
 * Taken together the parts are the text of all ids, wherever these stand for well-formed text.
 */
public final class TextStream {
    private static final char REPLACEMENT = '\ufffd';

    private final Tokenizer tokenizer;
    private int[] ids = new int[64];
    private int size;
    /** Tokens from here on are decoded again with what follows, so that a decoder sees what stood before. */
    private int context;
    private int given;

    public TextStream(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Takes an id as read, without giving out its text. */
    public void skip(int... known) {
        for (int id : known) {
            append(id);
        }
        context = Math.max(0, size - known.length);
        given = size;
    }

    /** The text that this id completes; often none. */
    public String add(int id) {
        append(id);
        String text = text(size);
        return !text.isEmpty() && text.charAt(text.length() - 1) == REPLACEMENT ? "" : give(text);
    }

    /** What is still held back. */
    public String rest() {
        return give(text(size));
    }

    private String give(String text) {
        String old = text(given);
        int known = old.length();
        if (!text.startsWith(old)) {
            // What was skipped ended inside a character, which is now complete.
            while (known > 0 && old.charAt(known - 1) == REPLACEMENT) {
                known--;
            }
        }
        if (text.length() <= known) {
            return "";
        }
        context = given;
        given = size;
        return text.substring(known);
    }

    private String text(int to) {
        return tokenizer.decode(Arrays.copyOfRange(ids, context, to));
    }

    private void append(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
        }
        ids[size++] = id;
    }
}
