package org.writesae.model.tokenizer;

import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.writesae.io.InputException;
import org.writesae.io.TextFiles;

/** The ids of texts one after the other, with nothing between them: what upstream cuts its corpora from ({@code extract_states.py}). */
public final class Corpus {
    private static final JsonMapper JSON = new JsonMapper();

    private final Tokenizer tokenizer;
    private final boolean specialTokens;
    private final long enough;
    private final IdList ids = new IdList();
    private boolean carriageReturn;

    /** @param enough ids after which further texts are not read */
    public Corpus(Tokenizer tokenizer, boolean specialTokens, long enough) {
        this.tokenizer = tokenizer;
        this.specialTokens = specialTokens;
        this.enough = enough;
    }

    /** Appends the ids of a text. */
    public void add(String text) {
        if (ids.size() < enough) {
            ids.addAll(tokenizer.encode(text, specialTokens));
        }
    }

    /**
     * Appends the ids of a file.
     *
     * @param field    null if the file is one text, else the field of a JSON object in each line that holds a text
     * @param newlines whether carriage returns, alone or before a line feed, are read as line feeds
     */
    public void addFile(Path file, String field, boolean newlines) {
        String text = TextFiles.read(file);
        carriageReturn |= field == null && text.indexOf('\r') >= 0;
        if (newlines) {
            text = text.replace("\r\n", "\n").replace('\r', '\n');
        }
        if (field == null) {
            add(named(file.toString(), text));
        } else {
            addLines(file, field, text);
        }
    }

    private void addLines(Path file, String field, String text) {
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (!line.isBlank() && ids.size() < enough) {
                add(named(file + ": line " + number, field(file, number, line, field)));
            }
        }
    }

    private static String field(Path file, int number, String line, String field) {
        try {
            JsonNode text = JSON.readTree(line).path(field);
            if (!text.isTextual()) {
                throw InputException.at(file, "line " + number, "a JSON object with a text in \"" + field + "\" was expected");
            }
            return text.textValue();
        } catch (JsonProcessingException malformed) {
            throw new InputException(file + ": line " + number + ": " + malformed.getOriginalMessage(), malformed);
        }
    }

    /** Text that is not well-formed is refused with the name of where it is from. */
    private static String named(String where, String text) {
        try {
            return WellFormed.require(text);
        } catch (InputException broken) {
            throw new InputException(where + ": " + broken.getMessage(), broken);
        }
    }

    public int[] ids() {
        return ids.toArray();
    }

    /** Whether a file that is one text held carriage returns. */
    public boolean sawCarriageReturn() {
        return carriageReturn;
    }
}
