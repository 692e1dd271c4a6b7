package org.writesae.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** One step from tokens back to text. */
@FunctionalInterface
interface TokenDecoder {
    Pattern BYTE = Pattern.compile("<0x[0-9A-Fa-f]{2}>");
    String REPLACEMENT = "\ufffd";

    List<String> apply(List<String> tokens);

    /** Without a decoder upstream puts a space between tokens. */
    static TokenDecoder spaced() {
        return tokens -> List.of(String.join(" ", tokens));
    }

    static TokenDecoder fuse() {
        return tokens -> List.of(String.join("", tokens));
    }

    static TokenDecoder byteLevel() {
        return tokens -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            tokens.forEach(token -> bytes.writeBytes(ByteAlphabet.bytes(token)));
            return List.of(LossyUtf8.decode(bytes.toByteArray()));
        };
    }

    static TokenDecoder replacing(String what, String with) {
        return tokens -> tokens.stream().map(token -> token.replace(what, with)).toList();
    }

    /** Runs of tokens {@code <0xNN>} become text, or one U+FFFD each where their bytes are no UTF-8. */
    static TokenDecoder byteFallback() {
        return tokens -> {
            List<String> decoded = new ArrayList<>();
            ByteArrayOutputStream run = new ByteArrayOutputStream();
            for (String token : tokens) {
                if (BYTE.matcher(token).matches()) {
                    run.write(Integer.parseInt(token, 3, 5, 16));
                } else {
                    flush(run, decoded);
                    decoded.add(token);
                }
            }
            flush(run, decoded);
            return decoded;
        };
    }

    /** Takes up to {@code start} and {@code stop} characters {@code content} off the ends of each token. */
    static TokenDecoder strip(char content, int start, int stop) {
        return tokens -> tokens.stream().map(token -> {
            int from = 0;
            while (from < start && from < token.length() && token.charAt(from) == content) {
                from++;
            }
            int to = token.length();
            while (to > from && token.length() - to < stop && token.charAt(to - 1) == content) {
                to--;
            }
            return token.substring(from, to);
        }).toList();
    }

    /** {@code mark} becomes a space, in the first token nothing where one was put in front. */
    static TokenDecoder metaspace(String mark, boolean prepended) {
        return tokens -> {
            List<String> decoded = new ArrayList<>();
            for (String token : tokens) {
                decoded.add(token.replace(mark, decoded.isEmpty() && prepended ? "" : " "));
            }
            return decoded;
        };
    }

    static TokenDecoder sequence(List<TokenDecoder> steps) {
        return tokens -> {
            List<String> result = tokens;
            for (TokenDecoder step : steps) {
                result = step.apply(result);
            }
            return result;
        };
    }

    private static void flush(ByteArrayOutputStream run, List<String> decoded) {
        if (run.size() == 0) {
            return;
        }
        try {
            decoded.add(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(run.toByteArray())).toString());
        } catch (CharacterCodingException notText) {
            decoded.addAll(Collections.nCopies(run.size(), REPLACEMENT));
        }
        run.reset();
    }
}
