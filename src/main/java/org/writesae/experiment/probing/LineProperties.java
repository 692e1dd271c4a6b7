package org.writesae.experiment.probing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import org.writesae.stats.Sample;

/** Properties of a text by its lines, paragraphs and sentences. */
final class LineProperties {
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?]+");
    private static final Pattern PARAGRAPH_END = Pattern.compile("\n" + PythonText.SPACE + "*\n");
    private static final Pattern NUMBER = Pattern.compile("\\p{Nd}+\\.?\\p{Nd}*");
    private static final Pattern ADDRESS = Pattern.compile("https?://|www\\.");
    private static final Pattern ITEM = Pattern.compile("\\A" + PythonText.SPACE + "*(?:[-*\u2022]|\\p{Nd}+[.)])" + PythonText.SPACE);
    private static final String SPEECH = "\"\u201c'-\u2014";
    private static final int HEADER = 60;

    private final String text;
    private final List<String> lines;
    private final Map<String, Double> found;

    private LineProperties(String text, Map<String, Double> found) {
        this.text = text;
        this.lines = List.of(text.split("\n", -1));
        this.found = found;
    }

    static void add(String text, Map<String, Double> found) {
        LineProperties properties = new LineProperties(text, found);
        properties.sentences();
        properties.lengths();
        properties.kinds();
        found.put("number_count", (double) NUMBER.matcher(text).results().count());
        found.put("has_url", ADDRESS.matcher(text).find() ? 1.0 : 0.0);
        found.put("paragraph_count", PARAGRAPH_END.matcher(text).results().count() + 1.0);
    }

    private void sentences() {
        double[] lengths = Stream.of(SENTENCE_END.split(text, -1)).map(PythonText::strip).filter(sentence -> !sentence.isEmpty())
                .mapToDouble(sentence -> PythonText.words(sentence).size()).toArray();
        double words = Math.max(PythonText.words(text).size(), 1);
        found.put("avg_sent_len", words / Math.max(lengths.length, 1));
        found.put("sent_len_std", deviation(lengths));
    }

    private void lengths() {
        double[] lengths = lines.stream().mapToDouble(PythonText::length).toArray();
        found.put("avg_line_length", DoubleStream.of(lengths).sum() / lengths.length);
        found.put("line_len_std", deviation(lengths));
        double[] indents = lines.stream().filter(line -> !PythonText.strip(line).isEmpty()).mapToDouble(PythonText::leading).toArray();
        found.put("avg_indent", DoubleStream.of(indents).average().orElse(0));
        found.put("max_indent", DoubleStream.of(indents).max().orElse(0));
    }

    private static double deviation(double[] values) {
        return values.length > 1 ? Sample.of(values).populationSd() : 0;
    }

    private void kinds() {
        share("dialogue_ratio", line -> !PythonText.strip(line).isEmpty() && SPEECH.indexOf(PythonText.strip(line).charAt(0)) >= 0);
        share("list_ratio", line -> ITEM.matcher(line).find());
        share("header_density", LineProperties::isHeader);
    }

    private static boolean isHeader(String line) {
        String stripped = PythonText.strip(line);
        int length = PythonText.length(stripped);
        return length > 0 && length < HEADER && (stripped.endsWith(":") || stripped.startsWith("#")
                || length > 2 && line.equals(line.toUpperCase(Locale.ROOT)));
    }

    private void share(String name, Predicate<String> kind) {
        found.put(name, (double) lines.stream().filter(kind).count() / lines.size());
    }
}
