package org.writesae.experiment.probing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;

/** Properties of a text by its characters. */
final class CharacterProperties {
    private static final double TINY = 1e-12;
    /** Of a gzip file, beside the deflated text. */
    private static final int GZIP = 18;
    private static final int LEVEL = 6;
    private static final int ORDINALS = 1000;
    private static final int TRANSITIONS = 2000;

    private final String text;
    private final int[] points;
    private final double n;
    private final Map<String, Double> found;

    private CharacterProperties(String text, Map<String, Double> found) {
        this.text = text;
        this.points = text.codePoints().toArray();
        this.n = Math.max(points.length, 1);
        this.found = found;
    }

    static void add(String text, Map<String, Double> found) {
        CharacterProperties properties = new CharacterProperties(text, found);
        properties.shares();
        properties.brackets();
        properties.scripts();
        properties.sequences();
        found.put("char_entropy", properties.entropy());
        found.put("compression_ratio", properties.compression());
    }

    private void shares() {
        share("punct_density", ".,;:!?()[]{}\"'-");
        share("code_density", "{}();=<>|&^~`");
        share("quote_density", "\"'\u201c\u201d\u2018\u2019");
        share("newline_density", "\n");
        share("comma_density", ",");
        share("semicolon_colon_density", ";:");
        share("question_density", "?");
        share("exclamation_density", "!");
        share("equals_density", "=");
        share("dot_density", ".");
        put("comment_density", (PythonText.count(text, "#") + PythonText.count(text, "//")) / n);
        put("digit_density", PythonText.count(points, PythonText::isDigit) / n);
        put("upper_ratio", PythonText.count(points, Character::isUpperCase) / n);
        put("whitespace_density", PythonText.count(points, PythonText::isSpace) / n);
        put("leading_whitespace", PythonText.leading(text));
        put("line_count", PythonText.count(text, "\n") + 1);
        int last = lastSentenceEnd();
        put("last_sent_boundary_pos", last < 0 ? 1 : last / n);
    }

    private void share(String name, String characters) {
        put(name, PythonText.count(points, c -> characters.indexOf(c) >= 0) / n);
    }

    private int lastSentenceEnd() {
        int last = points.length - 1;
        while (last >= 0 && ".!?".indexOf(points[last]) < 0) {
            last--;
        }
        return last;
    }

    private void brackets() {
        int depth = 0;
        int most = 0;
        for (int c : points) {
            if ("([{".indexOf(c) >= 0) {
                most = Math.max(most, ++depth);
            } else if (")]}".indexOf(c) >= 0) {
                depth = Math.max(0, depth - 1);
            }
        }
        put("max_nesting_depth", most);
        put("open_bracket_count", open("(", ")") + open("[", "]") + open("{", "}"));
    }

    private int open(String opening, String closing) {
        return Math.max(0, PythonText.count(text, opening) - PythonText.count(text, closing));
    }

    private void scripts() {
        put("cjk_ratio", PythonText.count(points, CharacterProperties::isCjk) / n);
        put("cyrillic_ratio", PythonText.count(points, c -> c >= 0x400 && c <= 0x4ff) / n);
        put("latin_ratio", PythonText.count(points, c -> c < 128 && Character.isLetter(c)) / n);
        put("non_ascii_ratio", PythonText.count(points, c -> c > 127) / n);
    }

    private static boolean isCjk(int c) {
        return c >= 0x4e00 && c <= 0x9fff || c >= 0x3400 && c <= 0x4dbf || c >= 0xf900 && c <= 0xfaff || c >= 0x20000 && c <= 0x2a6df
                || c >= 0x3040 && c <= 0x30ff || c >= 0xac00 && c <= 0xd7af;
    }

    private void sequences() {
        put("avg_char_ord", Arrays.stream(points).limit(ORDINALS).average().orElse(0));
        int transitions = 0;
        int repeats = 0;
        for (int i = 1; i < points.length; i++) {
            int here = points[i];
            int before = points[i - 1];
            repeats += here == before ? 1 : 0;
            boolean turns = PythonText.isDigit(here) != PythonText.isDigit(before);
            transitions += i < TRANSITIONS && turns && PythonText.isAlphanumeric(here) && PythonText.isAlphanumeric(before) ? 1 : 0;
        }
        put("digit_letter_transitions", transitions / n);
        put("consec_repeat_ratio", repeats / n);
    }

    private double entropy() {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        Arrays.stream(points).forEach(c -> counts.merge(c, 1, Integer::sum));
        return entropy(counts.values(), n);
    }

    /** −Σ p log₂(p + 10⁻¹²), bits. */
    static double entropy(Collection<Integer> counts, double all) {
        double sum = 0;
        for (int count : counts) {
            double share = count / all;
            sum += share * Math.log(share + TINY) / Math.log(2);
        }
        return -sum;
    }

    /** Bytes of the text gzipped to bytes of the text. */
    private double compression() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Deflater deflater = new Deflater(LEVEL, true)) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] buffer = new byte[1 << 13];
            int length = 0;
            while (!deflater.finished()) {
                length += deflater.deflate(buffer);
            }
            return (double) (length + GZIP) / Math.max(bytes.length, 1);
        }
    }

    private void put(String name, double value) {
        found.put(name, value);
    }
}
