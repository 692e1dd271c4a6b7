package org.writesae.experiment.clamp;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.writesae.kernels.Elementary;
import org.writesae.model.tokenizer.Tokenizer;

/**
 * What of a next-token distribution stands for a property of texts, as upstream has it: the probability of the tokens of a
 * list, or the entropy.
 */
final class TokenMeasure {
    private static final Map<String, List<String>> TOKENS = Map.of(
            "code_density", List.of("{", "}", "(", ")", "[", "]", "=", ";", ":", " def", " class", " import", " return", " self", "def",
                    "class", "import", "return"),
            "dialogue_ratio", List.of("\"", "\u201c", "\u201d", "'", " said", " asked", " replied", " whispered", " shouted", " says",
                    " asked", " replied", "said", "asked", "replied"),
            "word_entropy", List.of());
    private static final int EXAMPLES = 8;
    /** Least probability in a logarithm. */
    private static final double LEAST = 1e-12;

    private final List<String> strings;
    private final int[] ids;

    private TokenMeasure(List<String> strings, int[] ids) {
        this.strings = strings;
        this.ids = ids;
    }

    /** The properties that something stands for. */
    static List<String> properties() {
        return TOKENS.keySet().stream().sorted().toList();
    }

    /** @param vocabulary tokens that the model has */
    static TokenMeasure of(String property, Tokenizer tokenizer, int vocabulary) {
        List<String> strings = TOKENS.get(property);
        return new TokenMeasure(strings, strings.stream().map(tokenizer::encode).filter(ids -> ids.length == 1 && ids[0] < vocabulary)
                .map(ids -> ids[0]).collect(Collectors.toSet()).stream().mapToInt(id -> id).sorted().toArray());
    }

    String metric() {
        return strings.isEmpty() ? "entropy" : "token_mass";
    }

    /** Tokens of the list: strings that are several tokens are left out. */
    int size() {
        return ids.length;
    }

    /** The first strings of the list. */
    List<String> examples() {
        return strings.subList(0, Math.min(EXAMPLES, strings.size()));
    }

    /** @param logs [V], log p */
    double of(double[] logs) {
        return strings.isEmpty() ? entropy(logs) : Arrays.stream(ids).mapToDouble(id -> Elementary.exponential(logs[id])).sum();
    }

    private static double entropy(double[] logs) {
        double least = Math.log(LEAST);
        return -IntStream.range(0, logs.length).mapToDouble(j -> Elementary.exponential(logs[j]) * Math.max(logs[j], least)).sum();
    }
}
