package org.writesae.io;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The Python dictionary literal at the start of an npy file, parsed as text:
 * {@code {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }}.
 */
final class NpyHeader {
    private static final int MOST_AXES = 64;

    private final String where;
    private final String text;
    private int at;
    private String descr;
    private Boolean fortran;
    private long[] shape;

    private NpyHeader(String where, String text) {
        this.where = where;
        this.text = text;
    }

    /** @param where file and member, for messages */
    static NpyHeader parse(String where, String text) {
        NpyHeader header = new NpyHeader(where, text);
        header.readAll();
        return header;
    }

    boolean fortran() {
        return fortran;
    }

    long[] shape() {
        return shape;
    }

    boolean bigEndian() {
        return descr.charAt(0) == '>';
    }

    /** The element type; text, records and Python objects are refused by their numpy name. */
    DType dtype() {
        String code = descr.isEmpty() || "<>|=".indexOf(descr.charAt(0)) < 0 ? descr : descr.substring(1);
        return switch (code) {
            case "f2" -> DType.F16;
            case "f4" -> DType.F32;
            case "f8" -> DType.F64;
            case "i1" -> DType.I8;
            case "i2" -> DType.I16;
            case "i4" -> DType.I32;
            case "i8" -> DType.I64;
            case "u1" -> DType.U8;
            case "b1" -> DType.BOOL;
            case "O" -> throw problem("dtype object is not supported: its elements are pickled Python objects");
            default -> throw problem("dtype '" + descr + "' is not supported, expected one of f2 f4 f8 i1 i2 i4 i8 u1 b1");
        };
    }

    private void readAll() {
        Set<String> seen = new HashSet<>();
        expect('{');
        while (!next('}')) {
            String key = string();
            if (!seen.add(key)) {
                throw problem("duplicate key '" + key + "'");
            }
            expect(':');
            readValue(key);
            if (!next(',')) {
                expect('}');
                break;
            }
        }
        if (descr == null || fortran == null || shape == null) {
            throw problem("expected the keys descr, fortran_order and shape");
        }
        skipSpace();
        if (at < text.length()) {
            throw problem("text after the dictionary");
        }
    }

    private void readValue(String key) {
        switch (key) {
            case "descr" -> {
                skipSpace();
                if (at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == '(')) {
                    throw problem("structured dtype " + text.substring(at, Math.min(at + 60, text.length())).strip()
                            + " is not supported");
                }
                descr = string();
            }
            case "fortran_order" -> fortran = bool();
            case "shape" -> shape = tuple();
            default -> throw problem("unknown key '" + key + "'");
        }
    }

    private boolean bool() {
        skipSpace();
        for (String literal : List.of("True", "False")) {
            if (text.startsWith(literal, at)) {
                at += literal.length();
                return literal.equals("True");
            }
        }
        throw problem("True or False expected");
    }

    private long[] tuple() {
        List<Long> values = new ArrayList<>();
        expect('(');
        while (!next(')')) {
            values.add(number());
            if (values.size() > MOST_AXES) {
                throw problem("more than " + MOST_AXES + " axes");
            }
            if (!next(',')) {
                expect(')');
                break;
            }
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private long number() {
        skipSpace();
        int start = at;
        while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
            at++;
        }
        if (at == start || at - start > 18) {
            throw problem("a length below 10^18 expected");
        }
        long value = Long.parseLong(text, start, at, 10);
        if (at < text.length() && text.charAt(at) == 'L') {
            at++; // Python 2 wrote long integers so.
        }
        return value;
    }

    private String string() {
        skipSpace();
        char quote = at < text.length() ? text.charAt(at) : ' ';
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0) {
            throw problem("a quoted string expected");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    private boolean next(char symbol) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == symbol) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char symbol) {
        if (!next(symbol)) {
            throw problem("'" + symbol + "' expected");
        }
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private InputException problem(String problem) {
        return InputException.at(where, "npy header, character " + at, problem);
    }
}
