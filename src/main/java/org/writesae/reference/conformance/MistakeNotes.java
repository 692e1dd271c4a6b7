package org.writesae.reference.conformance;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/** What is known of each named mistake: {@code flags.json} of the golden folder. */
public final class MistakeNotes {
    private static final String FILE = "flags.json";

    private final Path file;
    private final JsonNode notes;

    /** @param golden the golden folder */
    public MistakeNotes(Path golden) {
        this.file = golden.resolve(FILE);
        this.notes = JsonFiles.read(file);
    }

    /** What is done wrong. */
    public String description(String flag) {
        return text(flag, "description");
    }

    /** Where it usually comes from. */
    public String culprit(String flag) {
        return text(flag, "culprit");
    }

    private String text(String flag, String field) {
        JsonNode text = notes.path(flag).path(field);
        if (!text.isTextual()) {
            throw InputException.at(file, flag + "." + field, "a text was expected");
        }
        return text.textValue();
    }
}
