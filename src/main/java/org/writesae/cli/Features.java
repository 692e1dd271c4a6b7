package org.writesae.cli;

import java.util.Arrays;
import java.util.List;

import org.writesae.io.InputException;

/** Lists of features on a command line. */
final class Features {
    private Features() {
    }

    /** Numbers separated by commas, each once. */
    static List<Integer> parse(String option, String text) {
        try {
            return Arrays.stream(text.split("\\s*,\\s*")).map(String::trim).map(Integer::valueOf).distinct().toList();
        } catch (NumberFormatException notOne) {
            throw new InputException(option + " " + text + ": numbers separated by commas were expected", notOne);
        }
    }
}
