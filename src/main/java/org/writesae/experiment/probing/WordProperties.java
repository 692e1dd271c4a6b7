package org.writesae.experiment.probing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.writesae.stats.Sample;

/** Properties of a text by its words, which are what stands between white space. */
final class WordProperties {
    private static final int LONG = 6;
    private static final Set<String> KEYWORDS = words("def class import from return if else elif for while try except with as in not and or is "
            + "True False None lambda yield raise pass break continue async await global nonlocal assert del function var let const switch case "
            + "new this export default catch throw typeof instanceof null undefined true false");
    /** Upstream's list has "I", which no word in lower case is. */
    private static final Set<String> FUNCTION_WORDS = words("the a an is are was were be been being have has had do does did will would shall "
            + "should may might can could must to of in for on with at by from as into through during before after above below between under "
            + "and but or nor not so yet both either neither each every all any few more most other some such no only same than too very just "
            + "because if when while although though that which who whom whose what where how this these those it its he she they we me him her "
            + "us them my your his our their");
    private static final Set<String> FIRST_PERSON = words("i me my mine myself we us our ours");
    private static final Set<String> OTHER_PRONOUNS = words("you your yours yourself he him his she her hers they them their");

    private final List<String> words;
    private final List<String> lower;
    private final double n;
    private final Map<String, Double> found;

    private WordProperties(String text, Map<String, Double> found) {
        this.words = PythonText.words(text);
        this.lower = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        this.n = Math.max(words.size(), 1);
        this.found = found;
    }

    private static Set<String> words(String list) {
        return Set.copyOf(new HashSet<>(List.of(list.split(" "))));
    }

    static void add(String text, Map<String, Double> found) {
        WordProperties properties = new WordProperties(text, found);
        properties.lengths();
        properties.lists();
        properties.vocabulary();
        properties.names();
    }

    private void lengths() {
        double[] lengths = words.stream().mapToDouble(PythonText::length).toArray();
        put("n_words", n);
        put("avg_word_len", lengths.length == 0 ? 0 : Sample.of(lengths).mean());
        put("word_len_std", lengths.length > 1 ? Sample.of(lengths).populationSd() : 0);
        put("long_word_ratio", share(words, word -> PythonText.length(word) >= LONG));
        put("mean_log_word_len", words.stream().mapToDouble(word -> Math.log1p(PythonText.length(word))).average().orElse(0));
    }

    private void lists() {
        double functions = share(lower, FUNCTION_WORDS::contains);
        put("function_word_ratio", functions);
        put("content_word_ratio", 1 - functions);
        put("code_keyword_density", share(words, KEYWORDS::contains));
        put("pronoun_density", share(lower, word -> FIRST_PERSON.contains(word) || OTHER_PRONOUNS.contains(word)));
        put("first_person_ratio", share(lower, FIRST_PERSON::contains));
    }

    private double share(List<String> list, Predicate<String> kind) {
        return list.stream().filter(kind).count() / n;
    }

    private void vocabulary() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        lower.forEach(word -> counts.merge(word, 1, Integer::sum));
        put("type_token_ratio", counts.size() / n);
        put("word_entropy", lower.isEmpty() ? 0 : CharacterProperties.entropy(counts.values(), lower.size()));
        put("hapax_ratio", (double) counts.values().stream().filter(count -> count == 1).count() / Math.max(counts.size(), 1));
        put("bigram_repetition", repetition(2));
        put("trigram_repetition", repetition(3));
        int half = lower.size() / 2;
        put("vocab_growth", n < 4 ? 1 : (double) new HashSet<>(lower.subList(half, lower.size())).size()
                / Math.max(new HashSet<>(lower.subList(0, half)).size(), 1));
    }

    /** Repetitions of runs of words, to the number of runs. */
    private double repetition(int length) {
        int runs = lower.size() - length + 1;
        if (runs < 1) {
            return 0;
        }
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i < runs; i++) {
            counts.merge(lower.subList(i, i + length), 1, Integer::sum);
        }
        return (double) (runs - counts.size()) / runs;
    }

    /** Words with a capital that follow no end of a sentence. */
    private void names() {
        int names = 0;
        for (int i = 1; i < words.size(); i++) {
            String before = words.get(i - 1);
            boolean starts = ".!?:".indexOf(before.charAt(before.length() - 1)) >= 0;
            names += !starts && Character.isUpperCase(words.get(i).codePointAt(0)) ? 1 : 0;
        }
        put("capitalized_word_ratio", names / n);
    }

    private void put(String name, double value) {
        found.put(name, value);
    }
}
