package org.writesae.model.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.Objects;

/**
 * Unicode's normalization form C as upstream's library has it, which is that of Unicode 9.0: characters of later
 * versions neither compose nor change places. A file lists the characters that do. Runs of these go through Java's
 * own normalization, which agrees on them whatever its version, since Unicode never changes a character's.
 */
final class Nfc {
    private static final String LIST = "nfc-characters.txt";
    /** Below U+0300 everything is its own form C, and nothing there changes what stands before it. */
    private static final char FIRST_MARK = 0x300;
    private static final BitSet CHANGING = read();

    private Nfc() {
    }

    static String normalize(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < FIRST_MARK) {
            i++;
        }
        return i == text.length() ? text : normalizeRuns(text);
    }

    private static String normalizeRuns(String text) {
        StringBuilder normal = new StringBuilder(text.length() + 16);
        int from = 0;
        while (from < text.length()) {
            int run = end(text, from, true);
            normal.append(Normalizer.normalize(text.substring(from, run), Normalizer.Form.NFC));
            from = end(text, run, false);
            normal.append(text, run, from);
        }
        return normal.toString();
    }

    private static int end(String text, int from, boolean changing) {
        int i = from;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (CHANGING.get(c) != changing) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }

    private static BitSet read() {
        BitSet listed = new BitSet(Character.MAX_CODE_POINT + 1);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Nfc.class.getResourceAsStream(LIST), LIST), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] ends = line.split("-");
                    listed.set(Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16) + 1);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return listed;
    }
}
