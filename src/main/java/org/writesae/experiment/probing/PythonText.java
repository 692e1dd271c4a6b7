package org.writesae.experiment.probing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** What Python's {@code str} methods say, where Java's say otherwise. Texts are read by code points. */
final class PythonText {
    /** {@code \s} of Python's {@code re}: Unicode's white space and the four separators of ASCII. */
    static final String SPACE = "[\\p{IsWhite_Space}\\x1c-\\x1f]";
    /** Characters of the numeric type Digit that are no decimal digits, first and last of each range. */
    private static final int[] OTHER_DIGITS = {0xB2, 0xB3, 0xB9, 0xB9, 0x1369, 0x1371, 0x19DA, 0x19DA, 0x2070, 0x2070, 0x2074, 0x2079,
        0x2080, 0x2089, 0x2460, 0x2468, 0x2474, 0x247C, 0x2488, 0x2490, 0x24EA, 0x24EA, 0x24F5, 0x24FD, 0x24FF, 0x24FF, 0x2776, 0x277E,
        0x2780, 0x2788, 0x278A, 0x2792, 0x10A40, 0x10A43, 0x10E60, 0x10E68, 0x11052, 0x1105A, 0x1F100, 0x1F10A};

    private PythonText() {
    }

    static boolean isSpace(int c) {
        return c >= 0x1C && c <= 0x1F || c == 0x85 || c == 0xA0 || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    static boolean isDigit(int c) {
        if (Character.isDigit(c)) {
            return true;
        }
        for (int i = 0; i < OTHER_DIGITS.length; i += 2) {
            if (c >= OTHER_DIGITS[i] && c <= OTHER_DIGITS[i + 1]) {
                return true;
            }
        }
        return false;
    }

    static boolean isAlphanumeric(int c) {
        int type = Character.getType(c);
        return Character.isLetter(c) || type == Character.DECIMAL_DIGIT_NUMBER || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    /** {@code split()}: the words between white space. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < text.length(); i++) {
            // No white space is outside the basic plane.
            if (isSpace(text.charAt(i))) {
                if (start >= 0) {
                    words.add(text.substring(start, i));
                    start = -1;
                }
            } else if (start < 0) {
                start = i;
            }
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return words;
    }

    static String strip(String text) {
        int to = text.length();
        while (to > 0 && isSpace(text.charAt(to - 1))) {
            to--;
        }
        int from = 0;
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        return text.substring(from, to);
    }

    /** Length without the white space in front. */
    static int leading(String text) {
        int from = 0;
        while (from < text.length() && isSpace(text.charAt(from))) {
            from++;
        }
        return from;
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static long count(int[] text, IntPredicate kind) {
        long count = 0;
        for (int c : text) {
            count += kind.test(c) ? 1 : 0;
        }
        return count;
    }

    /** {@code count(part)}, occurrences that do not overlap. */
    static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }
}
