package org.writesae.model.tokenizer;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts text into the words that a model encodes one by one. Empty pieces are not handed on. */
@FunctionalInterface
interface PreTokenizer {
    PreTokenizer WHOLE = (text, first, out) -> out.add(text, first);

    void split(String text, boolean first, Pieces out);

    /** Every match is a piece, and so is what lies between matches. */
    static PreTokenizer isolating(Pattern pattern) {
        return (text, first, out) -> {
            Matcher matcher = pattern.matcher(text);
            int from = 0;
            while (matcher.find()) {
                emit(text, from, matcher.start(), first, out);
                emit(text, matcher.start(), matcher.end(), first, out);
                from = matcher.end();
            }
            emit(text, from, text.length(), first, out);
        };
    }

    /** Puts {@code prefix} in front, unless the text begins with it. */
    static PreTokenizer prefixing(String prefix) {
        return (text, first, out) -> out.add(text.startsWith(prefix) ? text : prefix + text, first);
    }

    /** Cuts in front of every {@code mark}. */
    static PreTokenizer beginningWith(char mark) {
        return (text, first, out) -> {
            int from = 0;
            for (int i = 1; i < text.length(); i++) {
                if (text.charAt(i) == mark) {
                    emit(text, from, i, first, out);
                    from = i;
                }
            }
            emit(text, from, text.length(), first, out);
        };
    }

    /** One after the other, each cutting the pieces of the one before. */
    static PreTokenizer sequence(List<PreTokenizer> steps) {
        PreTokenizer all = WHOLE;
        for (int i = steps.size() - 1; i >= 0; i--) {
            PreTokenizer step = steps.get(i);
            PreTokenizer rest = all;
            all = rest == WHOLE ? step
                    : (text, first, out) -> step.split(text, first, (piece, at) -> rest.split(piece, at, out));
        }
        return all;
    }

    private static void emit(String text, int from, int to, boolean first, Pieces out) {
        if (to > from) {
            out.add(text.substring(from, to), first && from == 0);
        }
    }
}
