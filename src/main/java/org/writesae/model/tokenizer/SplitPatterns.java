package org.writesae.model.tokenizer;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The patterns that cut text into words. Upstream runs them in Oniguruma; only those are known here that Java's
 * engine was shown to match alike, code point by code point, so a pattern from a file is looked up and never run.
 */
final class SplitPatterns {
    /** Of GPT-2 and GPT-NeoX; files call it ByteLevel and do not spell it out. */
    static final Pattern GPT2 = compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    private static final String QWEN35 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String QWEN2 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final Map<String, Pattern> KNOWN = Map.of(QWEN35, compile(QWEN35), QWEN2, compile(QWEN2));

    private SplitPatterns() {
    }

    /** The pattern with this spelling, or null if it is not one of Qwen's. */
    static Pattern known(String spelling) {
        return KNOWN.get(spelling.replace("\r", "\\r").replace("\n", "\\n"));
    }

    /** {@code \s} is Unicode's White_Space, and letters are compared with Unicode's case folding, as in Oniguruma. */
    private static Pattern compile(String pattern) {
        return Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
    }
}
