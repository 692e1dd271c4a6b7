package org.writesae.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One literal of Python, {@code 'text'} or {@code b'bytes'} in either kind of quotes, as bytes: text in UTF-8. It is
 * parsed, not evaluated.
 */
final class PythonLiteral {
    private final String literal;
    private final boolean isBytes;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int at;

    private PythonLiteral(String literal) {
        this.literal = literal;
        this.isBytes = literal.startsWith("b");
        this.at = isBytes ? 1 : 0;
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    static byte[] bytes(String literal) {
        return new PythonLiteral(literal).read();
    }

    private byte[] read() {
        int last = literal.length() - 1;
        char quote = at < last ? literal.charAt(at++) : ' ';
        if (quote != '\'' && quote != '"' || literal.charAt(last) != quote) {
            throw new IllegalArgumentException("a literal in quotes was expected");
        }
        while (at < last) {
            int c = literal.codePointAt(at);
            if (c == quote) {
                throw new IllegalArgumentException("text after the closing quote");
            }
            at += Character.charCount(c);
            if (c == '\\') {
                escape(last);
            } else if (isBytes && c > 0x7f) {
                throw new IllegalArgumentException("a character that is no ASCII in bytes");
            } else {
                put(c);
            }
        }
        return out.toByteArray();
    }

    private void escape(int last) {
        char kind = at < last ? literal.charAt(at++) : ' ';
        switch (kind) {
            case 'n' -> put('\n');
            case 'r' -> put('\r');
            case 't' -> put('\t');
            case 'a' -> put(0x07);
            case 'b' -> put('\b');
            case 'f' -> put('\f');
            case 'v' -> put(0x0b);
            case '\\', '\'', '"' -> put(kind);
            case 'x' -> put(hex(2, last));
            case 'u' -> put(textOnly(kind, hex(4, last)));
            case 'U' -> put(textOnly(kind, hex(8, last)));
            default -> throw new IllegalArgumentException(kind == ' ' ? "ends in a backslash"
                    : "the escape \\" + kind + " is not known");
        }
    }

    private int textOnly(char kind, int codePoint) {
        if (isBytes) {
            throw new IllegalArgumentException("\\" + kind + " in bytes");
        }
        return codePoint;
    }

    private int hex(int digits, int last) {
        if (at + digits > last || !literal.substring(at, at + digits).matches("[0-9a-fA-F]+")) {
            throw new IllegalArgumentException(digits + " hexadecimal digits were expected");
        }
        long value = Long.parseLong(literal, at, at + digits, 16);
        at += digits;
        return value > Character.MAX_CODE_POINT ? -1 : (int) value;
    }

    private void put(int c) {
        if (isBytes) {
            out.write(c);
        } else if (c < 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            throw new IllegalArgumentException("a character that UTF-8 cannot hold");
        } else {
            out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        }
    }
}
