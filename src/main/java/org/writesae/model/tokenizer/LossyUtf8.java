package org.writesae.model.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * Bytes to text where some may be no UTF-8: each longest beginning of a character that does not go on becomes one
 * U+FFFD, as the Unicode Standard recommends (3.9, table 3-8) and Rust and Python do it. Java's own decoder takes
 * the beginning of a surrogate for one faulty character of two bytes.
 */
final class LossyUtf8 {
    private static final char REPLACEMENT = '\ufffd';

    private LossyUtf8() {
    }

    static String decode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int length = length(bytes[at]);
            int good = 1;
            while (good < length && at + good < bytes.length && continues(bytes, at, good)) {
                good++;
            }
            if (length == 1) {
                text.append((char) bytes[at]);
            } else if (length > 0 && good == length) {
                text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
            } else {
                text.append(REPLACEMENT);
            }
            at += good;
        }
        return text.toString();
    }

    /** Bytes of the character that begins so; 0 where none does. */
    private static int length(byte first) {
        int b = Byte.toUnsignedInt(first);
        if (b < 0x80) {
            return 1;
        }
        if (b < 0xc2 || b > 0xf4) {
            return 0;
        }
        return b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    }

    /** Whether byte {@code at + i} can follow; the second byte excludes overlong forms, surrogates and what is beyond U+10FFFF. */
    private static boolean continues(byte[] bytes, int at, int i) {
        int b = Byte.toUnsignedInt(bytes[at + i]);
        int low = 0x80;
        int high = 0xbf;
        if (i == 1) {
            switch (Byte.toUnsignedInt(bytes[at])) {
                case 0xe0 -> low = 0xa0;
                case 0xed -> high = 0x9f;
                case 0xf0 -> low = 0x90;
                case 0xf4 -> high = 0x8f;
                default -> { }
            }
        }
        return b >= low && b <= high;
    }
}
