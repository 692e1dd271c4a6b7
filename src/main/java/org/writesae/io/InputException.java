package org.writesae.io;

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
