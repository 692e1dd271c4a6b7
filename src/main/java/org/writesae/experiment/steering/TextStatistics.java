package org.writesae.experiment.steering;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Counts in a text, as upstream's {@code compute_generation_stats} makes them. Lengths are in code points; white space is
 * what Python's {@code str.isspace} calls so.
 */
final class TextStatistics {
    /** Their names, in upstream's order. */
    static final List<String> NAMES = List.of("n_sentences", "mean_sentence_length", "n_periods", "n_newlines", "n_paragraphs",
            "period_density", "newline_density", "mean_word_length", "n_words");
    private static final String SPACE = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
    private static final Pattern WORDS = Pattern.compile(SPACE + "+");
    private static final Pattern SENTENCE_ENDS = Pattern.compile("(?<=[.!?])" + SPACE + "+");
    private static final Pattern AROUND = Pattern.compile("\\A" + SPACE + "+|" + SPACE + "+\\z");

    private TextStatistics() {
    }

    /** Every statistic by name. */
    static Map<String, Double> of(String text) {
        int characters = Math.max(1, length(text));
        List<String> sentences = SENTENCE_ENDS.splitAsStream(text).map(s -> AROUND.matcher(s).replaceAll(""))
                .filter(s -> !s.isEmpty()).toList();
        List<String> words = WORDS.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
        double periods = count(text, ".");
        double newlines = count(text, "\n");
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("n_sentences", (double) Math.max(1, sentences.size()));
        all.put("mean_sentence_length", meanLength(sentences));
        all.put("n_periods", periods);
        all.put("n_newlines", newlines);
        all.put("n_paragraphs", count(text, "\n\n") + 1.0);
        all.put("period_density", periods / characters * 100);
        all.put("newline_density", newlines / characters * 100);
        all.put("mean_word_length", meanLength(words));
        all.put("n_words", (double) Math.max(1, words.size()));
        return all;
    }

    private static double meanLength(List<String> parts) {
        return (double) parts.stream().mapToInt(TextStatistics::length).sum() / Math.max(1, parts.size());
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Occurrences that do not overlap. */
    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }
}
