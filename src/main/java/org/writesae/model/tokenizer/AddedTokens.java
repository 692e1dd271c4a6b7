package org.writesae.model.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Finds added tokens in text: the leftmost, of several there the longest, as upstream's automaton does. */
final class AddedTokens {
    private static final Pattern WORD = Pattern.compile("\\w", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SPACE = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int NO_TOKEN = -1;

    /** Takes a stretch of text, which is a token if {@code id} is not negative. */
    @FunctionalInterface
    interface Stretches {
        void add(int from, int to, int id);
    }

    private record Spelled(String spelling, AddedToken token) {
    }

    private final Map<Character, List<Spelled>> byFirst = new HashMap<>();

    /** @param spelling how a token is spelled in the text that is searched */
    AddedTokens(List<AddedToken> tokens, Function<AddedToken, String> spelling) {
        for (AddedToken token : tokens) {
            String text = spelling.apply(token);
            byFirst.computeIfAbsent(text.charAt(0), first -> new ArrayList<>()).add(new Spelled(text, token));
        }
        byFirst.values().forEach(same -> same.sort(Comparator.comparing(it -> -it.spelling().length())));
    }

    /** Cuts the text into tokens and what lies between them; nothing is left out, and no stretch is empty. */
    void cut(String text, Stretches out) {
        int done = 0;
        int at = 0;
        while (at < text.length() && !byFirst.isEmpty()) {
            Spelled found = at(text, at);
            if (found == null) {
                at++;
                continue;
            }
            int end = at + found.spelling().length();
            AddedToken token = found.token();
            if (!token.singleWord() || standsAlone(text, at, end)) {
                int from = token.leftStrip() ? Math.max(done, spaceBefore(text, at)) : at;
                int to = token.rightStrip() ? spaceAfter(text, end) : end;
                if (done < from) {
                    out.add(done, from, NO_TOKEN);
                }
                out.add(from, to, token.id());
                done = to;
            }
            at = end;
        }
        if (done < text.length()) {
            out.add(done, text.length(), NO_TOKEN);
        }
    }

    private Spelled at(String text, int at) {
        List<Spelled> candidates = byFirst.get(text.charAt(at));
        if (candidates != null) {
            for (Spelled candidate : candidates) {
                if (text.startsWith(candidate.spelling(), at)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static boolean standsAlone(String text, int from, int to) {
        return (from == 0 || !is(WORD, text.codePointBefore(from)))
                && (to == text.length() || !is(WORD, text.codePointAt(to)));
    }

    private static int spaceBefore(String text, int at) {
        int from = at;
        while (from > 0 && is(SPACE, text.codePointBefore(from))) {
            from--;
        }
        return from;
    }

    private static int spaceAfter(String text, int at) {
        int to = at;
        while (to < text.length() && is(SPACE, text.codePointAt(to))) {
            to++;
        }
        return to;
    }

    private static boolean is(Pattern kind, int codePoint) {
        return kind.matcher(Character.toString(codePoint)).matches();
    }
}
