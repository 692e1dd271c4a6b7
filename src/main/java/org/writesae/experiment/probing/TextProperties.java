package org.writesae.experiment.probing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The 57 properties of a text that features are compared with, as upstream's {@code probe_features.compute_text_properties}. */
public final class TextProperties {
    /** In upstream's order, which the draws of a forest depend on. */
    public static final List<String> NAMES = List.of("avg_word_len", "punct_density", "digit_density", "number_count", "upper_ratio",
            "newline_density", "quote_density", "code_density", "has_url", "avg_sent_len", "type_token_ratio", "whitespace_density",
            "char_entropy", "long_word_ratio", "n_words", "function_word_ratio", "content_word_ratio", "comma_density",
            "semicolon_colon_density", "question_density", "exclamation_density", "max_nesting_depth", "open_bracket_count", "word_len_std",
            "sent_len_std", "compression_ratio", "word_entropy", "bigram_repetition", "trigram_repetition", "hapax_ratio", "vocab_growth",
            "last_sent_boundary_pos", "paragraph_count", "leading_whitespace", "line_count", "avg_line_length", "line_len_std",
            "code_keyword_density", "avg_indent", "max_indent", "comment_density", "equals_density", "dot_density", "cjk_ratio",
            "cyrillic_ratio", "latin_ratio", "non_ascii_ratio", "dialogue_ratio", "list_ratio", "header_density", "pronoun_density",
            "first_person_ratio", "capitalized_word_ratio", "avg_char_ord", "digit_letter_transitions", "consec_repeat_ratio",
            "mean_log_word_len");

    private TextProperties() {
    }

    /** The properties of a text, in the order of {@link #NAMES}; counts, or shares of its characters, words or lines. */
    public static double[] of(String text) {
        Map<String, Double> found = new HashMap<>();
        CharacterProperties.add(text, found);
        WordProperties.add(text, found);
        LineProperties.add(text, found);
        return NAMES.stream().mapToDouble(found::get).toArray();
    }
}
