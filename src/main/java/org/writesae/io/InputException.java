package org.writesae.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Input that cannot be used: a file, an option or a combination of them. Its message is the one line
 * the user sees, so it names the file, the place in it and what was expected.
 */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }

    /** {@code file: place: what was expected}. */
    public static InputException at(Object file, String place, String problem) {
        return new InputException(file + ": " + place + ": " + problem);
    }

    /** A file that is no file, is not there, or fails on the way. */
    public static InputException unreadable(Path file, IOException failure) {
        if (Files.isDirectory(file)) {
            return new InputException(file + ": a file was expected, this is a directory", failure);
        }
        return new InputException(file + (failure instanceof NoSuchFileException ? ": no such file" : ": cannot be read: " + failure),
                failure);
    }

    /** @throws InputException with this message unless {@code holds} */
    public static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InputException(otherwise);
        }
    }

    /**
     * Checks an option that is a whole number.
     *
     * @param value null where it was not given
     * @throws InputException if it is less than {@code least}: {@code --cap 0: at least 1}
     */
    public static void requireAtLeast(int least, String option, Integer value) {
        require(value == null || value >= least, option + " " + value + ": at least " + least);
    }
}
