package org.writesae.model.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.writesae.io.InputException;
import org.writesae.io.TextFiles;

/**
 * The vocabulary of RWKV World ({@code rwkv_vocab_v20230424.txt}): a token a line, its id, a literal of Python, and
 * how many bytes that is. Id 0, the end of a text, is in no line.
 */
final class RwkvVocabulary {
    private static final Pattern LINE = Pattern.compile("(\\d{1,9}) (.*) (\\d{1,9})\\s*");

    private RwkvVocabulary() {
    }

    /** The bytes of every token, by id; null where an id has none. */
    static byte[][] read(Path file) {
        List<byte[]> tokens = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new StringReader(TextFiles.read(file)))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                add(file, number, line, tokens);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (tokens.isEmpty()) {
            throw new InputException(file + ": empty, lines \"id literal bytes\" were expected");
        }
        return tokens.toArray(new byte[0][]);
    }

    private static void add(Path file, int number, String line, List<byte[]> tokens) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw InputException.at(file, "line " + number, "\"id literal bytes\" was expected");
        }
        int id = Integer.parseInt(parts.group(1));
        if (id == 0 || id > BytePairsReader.LARGEST_ID) {
            throw InputException.at(file, "line " + number, "id " + id + ", expected 1 to " + BytePairsReader.LARGEST_ID);
        }
        byte[] bytes = literal(file, number, parts.group(2).strip());
        if (bytes.length == 0 || bytes.length != Integer.parseInt(parts.group(3))) {
            throw InputException.at(file, "line " + number, "the literal has " + bytes.length + " bytes, the line says "
                    + parts.group(3));
        }
        while (tokens.size() <= id) {
            tokens.add(null);
        }
        if (tokens.set(id, bytes) != null) {
            throw InputException.at(file, "line " + number, "id " + id + " a second time");
        }
    }

    private static byte[] literal(Path file, int number, String literal) {
        try {
            return PythonLiteral.bytes(literal);
        } catch (IllegalArgumentException malformed) {
            throw new InputException(file + ": line " + number + ": " + malformed.getMessage(), malformed);
        }
    }

    /** What a byte is called in messages. */
    static String name(byte b) {
        return b >= ' ' && b < 0x7f ? "'" + new String(new byte[] {b}, StandardCharsets.US_ASCII) + "'"
                : String.format(Locale.ROOT, "0x%02x", b);
    }
}
