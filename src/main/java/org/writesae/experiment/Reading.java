package org.writesae.experiment;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.writesae.io.InputException;

/**
 * One choice between readings of the paper that its sources leave open (the conflicts of
 * {@code audit --conflicts}). Every choice is a named option, and a result says which one it was made with.
 */
public interface Reading {

    /** The spelling on the command line and in a result file, for example {@code same-coefficient}. */
    String option();

    /** What this choice does, in words for a report: no capital, no full stop. */
    String meaning();

    /**
     * The choice of that spelling.
     *
     * @param option of the command line that has it, for the message
     */
    static <E extends Enum<E> & Reading> E parse(Class<E> type, String spelling, String option) {
        return find(type, spelling, option);
    }

    /**
     * The choice of that spelling.
     *
     * @param file where the spelling was read, for the message
     * @param place its JSON key
     */
    static <E extends Enum<E> & Reading> E parse(Class<E> type, String spelling, Object file, String place) {
        return find(type, spelling, file + ": " + place);
    }

    private static <E extends Enum<E> & Reading> E find(Class<E> type, String spelling, String where) {
        for (E choice : type.getEnumConstants()) {
            if (choice.option().equals(spelling)) {
                return choice;
            }
        }
        String known = Arrays.stream(type.getEnumConstants()).map(Reading::option).collect(Collectors.joining(", "));
        throw new InputException(where + ": \"" + spelling + "\" is not one of " + known);
    }
}
