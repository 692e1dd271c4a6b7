package org.writesae.model.tokenizer;

import java.util.BitSet;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

/** Every character belongs to the classes it belongs to upstream, and normalization does to it what it does there. */
class CharactersTest {
    private static final JsonNode UPSTREAM = JsonFiles.read(GoldenTokenizerTest.GOLDEN.resolve("characters.json"));
    private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

    @Test
    void classesHoldTheSameCharacters() {
        for (Map.Entry<String, JsonNode> upstream : UPSTREAM.get("classes").properties()) {
            Pattern pattern = Pattern.compile(upstream.getKey(), Pattern.UNICODE_CHARACTER_CLASS);
            assertSame(upstream.getKey(), upstream.getValue(), c -> pattern.matcher(Character.toString(c)).matches());
        }
    }

    @Test
    void contractionsAreFoundWithoutRegardToCase() {
        Pattern pattern = Pattern.compile(CONTRACTIONS, Pattern.UNICODE_CHARACTER_CLASS);
        for (Map.Entry<String, JsonNode> probe : UPSTREAM.get("contractions").properties()) {
            assertSame(probe.getKey(), probe.getValue(),
                    c -> pattern.matcher(probe.getKey().replace("%s", Character.toString(c))).matches());
        }
    }

    @Test
    void formCOfSingleCharactersIsUpstreams() {
        JsonNode nfc = UPSTREAM.get("nfc");
        everyCharacter(c -> {
            String expected = nfc.has(hex(c)) ? text(nfc.get(hex(c)).asText()) : Character.toString(c);
            assertThat(Nfc.normalize(Character.toString(c))).as(hex(c)).isEqualTo(expected);
            return true;
        });
    }

    @Test
    void decomposedCharactersComposeAsUpstream() {
        BitSet composing = ranges(UPSTREAM.get("nfd_without_nfc").asText());
        everyCharacter(c -> {
            String decomposed = java.text.Normalizer.normalize(Character.toString(c), java.text.Normalizer.Form.NFD);
            if (!decomposed.equals(Character.toString(c)) && !UPSTREAM.get("nfc").has(hex(c))) {
                assertThat(Nfc.normalize(decomposed)).as(hex(c))
                        .isEqualTo(composing.get(c) ? Character.toString(c) : decomposed);
            }
            return true;
        });
    }

    @Test
    void marksChangePlacesAsUpstream() {
        assertSame("moving", UPSTREAM.get("moving"), c -> {
            String alone = Nfc.normalize(Character.toString(c));
            String base = "\u6f3f";
            return !Nfc.normalize(base + Character.toString(c) + "\u0334").equals(base + alone + "\u0334")
                    || !Nfc.normalize(base + "\u0345" + Character.toString(c)).equals(base + "\u0345" + alone);
        });
    }

    private static void assertSame(String what, JsonNode expected, IntPredicate actual) {
        BitSet found = everyCharacter(actual);
        found.xor(ranges(expected.asText()));
        assertThat(found.toString()).as(what).isEqualTo("{}");
    }

    private static BitSet everyCharacter(IntPredicate which) {
        BitSet found = new BitSet();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if ((c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) && which.test(c)) {
                found.set(c);
            }
        }
        return found;
    }

    private static BitSet ranges(String text) {
        BitSet ranges = new BitSet();
        for (String range : text.split(" ")) {
            String[] ends = range.split("-");
            ranges.set(Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16) + 1);
        }
        return ranges;
    }

    private static String text(String codePoints) {
        StringBuilder text = new StringBuilder();
        for (String codePoint : codePoints.split(" ")) {
            text.appendCodePoint(Integer.parseInt(codePoint, 16));
        }
        return text.toString();
    }

    private static String hex(int c) {
        return Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT);
    }
}
