package org.writesae.model.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code pre_tokenizer} of a {@code tokenizer.json}. */
final class PreTokenizerReader {
    private final List<PreTokenizer> steps = new ArrayList<>();
    private boolean bytes;

    private PreTokenizerReader() {
    }

    /**
     * How words are made.
     *
     * @param bytes whether words are spelled in {@link ByteAlphabet}
     */
    record Words(PreTokenizer preTokenizer, boolean bytes) {
    }

    static Words read(JsonPlace root) {
        PreTokenizerReader reader = new PreTokenizerReader();
        if (!root.isAbsent()) {
            reader.add(root);
        }
        return new Words(PreTokenizer.sequence(reader.steps), reader.bytes);
    }

    private void add(JsonPlace step) {
        if (bytes) {
            throw step.bad("nothing was expected after ByteLevel, which turns text into bytes");
        }
        switch (step.object().get("type").text()) {
            case "Sequence" -> step.get("pretokenizers").items().forEach(this::add);
            case "Split" -> steps.add(PreTokenizer.isolating(pattern(step)));
            case "ByteLevel" -> addByteLevel(step);
            case "Metaspace" -> addMetaspace(step);
            default -> throw step.unknown("pre-tokenizer", "ByteLevel, Metaspace, Split and Sequence");
        }
    }

    private static Pattern pattern(JsonPlace step) {
        if (!step.get("behavior").text().equals("Isolated")) {
            throw step.get("behavior").bad("only Isolated is known, found \"" + step.get("behavior").text() + "\"");
        }
        // With Isolated, inverting the pattern changes nothing: matches and the text between them are pieces either way.
        JsonPlace regex = step.get("pattern").get("Regex");
        if (regex.isAbsent()) {
            return Pattern.compile(Pattern.quote(NormalizerReader.plain(step.get("pattern"))));
        }
        Pattern known = SplitPatterns.known(regex.text());
        if (known == null) {
            throw regex.bad("the pattern is not one of those known, which are Qwen2's and Qwen3.5's: " + regex.text());
        }
        return known;
    }

    private void addByteLevel(JsonPlace step) {
        if (step.get("add_prefix_space").flag(true)) {
            steps.add(PreTokenizer.prefixing(" "));
        }
        if (step.get("use_regex").flag(true)) {
            steps.add(PreTokenizer.isolating(SplitPatterns.GPT2));
        }
        bytes = true;
    }

    private void addMetaspace(JsonPlace step) {
        String mark = step.get("replacement").someText();
        if (mark.length() != 1) {
            throw step.get("replacement").bad("one character was expected");
        }
        steps.add((text, first, out) -> out.add(text.replace(" ", mark), first));
        PreTokenizer prefixing = PreTokenizer.prefixing(mark);
        switch (scheme(step)) {
            case "always" -> steps.add(prefixing);
            case "first" -> steps.add((text, first, out) -> (first ? prefixing : PreTokenizer.WHOLE).split(text, first, out));
            case "never" -> { }
            default -> throw step.get("prepend_scheme").bad("expected always, first or never");
        }
        if (step.get("split").flag(true)) {
            steps.add(PreTokenizer.beginningWith(mark.charAt(0)));
        }
    }

    /** Older files say {@code add_prefix_space} instead, newer ones at times both. */
    static String scheme(JsonPlace step) {
        JsonPlace scheme = step.get("prepend_scheme");
        boolean prefix = step.get("add_prefix_space").flag(true);
        if (scheme.isAbsent()) {
            return prefix ? "always" : "never";
        }
        if (!prefix && !scheme.text().equals("never")) {
            throw scheme.bad("\"" + scheme.text() + "\" contradicts add_prefix_space false");
        }
        return scheme.text();
    }
}
