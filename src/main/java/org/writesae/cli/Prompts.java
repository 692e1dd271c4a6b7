package org.writesae.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.model.ModelConfig;
import org.writesae.model.tokenizer.Tokenizer;

/**
 * Prompts of different lengths.
 *
 * @param name  where they are from
 * @param texts as they are in the file, null where it holds token ids
 * @param ids   tokens of each
 */
record Prompts(String name, List<String> texts, int[][] ids) {

    /** How texts become tokens. */
    interface Encoder {
        /** @throws InputException if the model has no tokenizer */
        Tokenizer tokenizer();

        /** The text that is read, around a prompt. */
        String wrapped(String prompt);
    }

    static Prompts read(Path file, Encoder encoder) {
        String name = file.getFileName().toString();
        if (name.endsWith(".npy")) {
            Sequences sequences = Sequences.file(file);
            return new Prompts(file.toString(), null, sequences.ids());
        }
        return name.endsWith(".json") ? json(file, encoder) : ofTexts(file, lines(file), encoder);
    }

    private static Prompts ofTexts(Path file, List<String> texts, Encoder encoder) {
        Tokenizer tokenizer = encoder.tokenizer();
        int[][] ids = texts.stream().map(text -> tokenizer.encode(encoder.wrapped(text))).toArray(int[][]::new);
        return new Prompts(file.toString(), texts, ids);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
        } catch (CharacterCodingException malformed) {
            throw new InputException(file + ": not UTF-8 text", malformed);
        } catch (IOException failure) {
            throw new InputException(file + ": not readable: " + failure.getMessage(), failure);
        }
    }

    private static Prompts json(Path file, Encoder encoder) {
        JsonNode all = JsonFiles.read(file);
        if (!all.isArray() || all.isEmpty()) {
            throw new InputException(file + ": an array of texts, or of arrays of token ids, was expected");
        }
        if (!all.get(0).isTextual()) {
            int[][] ids = new int[all.size()][];
            Arrays.setAll(ids, p -> ids(file, p, all.get(p)));
            return new Prompts(file.toString(), null, ids);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : all) {
            if (!text.isTextual()) {
                throw InputException.at(file, "[" + texts.size() + "]", "a text was expected, as before it");
            }
            texts.add(text.textValue());
        }
        return ofTexts(file, texts, encoder);
    }

    private static int[] ids(Path file, int p, JsonNode array) {
        int[] ids = new int[array.size()];
        for (int t = 0; t < ids.length; t++) {
            if (!array.get(t).isIntegralNumber() || !array.get(t).canConvertToInt()) {
                throw InputException.at(file, "[" + p + "][" + t + "]", array.get(t) + ", a token id was expected");
            }
            ids[t] = array.get(t).intValue();
        }
        if (!array.isArray()) {
            throw InputException.at(file, "[" + p + "]", "an array of token ids was expected, found " + array);
        }
        return ids;
    }

    /** Checks every token. */
    void check(ModelConfig config) {
        if (ids.length == 0) {
            throw new InputException(name + ": no prompts");
        }
        for (int p = 0; p < ids.length; p++) {
            config.requireTokens(ids[p], name + ": prompt " + p);
        }
    }

    /** A checksum of all tokens: work that was begun with other prompts of the same name is not gone on with. */
    String checksum() {
        CRC32 crc = new CRC32();
        for (int[] prompt : ids) {
            crc.update(Arrays.toString(prompt).getBytes(StandardCharsets.US_ASCII));
        }
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
