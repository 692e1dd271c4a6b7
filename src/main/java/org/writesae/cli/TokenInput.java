package org.writesae.cli;

import java.nio.file.Path;

import picocli.CommandLine.Option;

import org.writesae.io.InputException;
import org.writesae.model.tokenizer.Tokenizer;
import org.writesae.model.tokenizer.Tokenizers;

/** Where a command's tokens come from: one of the two, not both. */
final class TokenInput {
    @Option(names = "--tokens", paramLabel = "TOKENS", required = true,
            description = "Token ids: an .npy file of integers, [L] or [n, L]; or one sequence as 1,2,3.")
    private String tokens;

    @Option(names = "--text", paramLabel = "TEXT", required = true,
            description = "Text, one sequence, read with the model's tokenizer.")
    private String text;

    boolean isText() {
        return text != null;
    }

    /**
     * The tokenizer of the text. With token ids there is none unless it was named, or the model's tokens are bytes: reading
     * a large file only to show a few tokens would take longer than it is worth.
     *
     * @param model model directory
     * @param named file or directory that was given for it, or null
     * @return null if there is none and none is needed
     */
    Tokenizer tokenizer(Path model, Path named) {
        if (named != null) {
            return Tokenizers.open(named);
        }
        if (text == null) {
            return Tokenizers.isBytes(model) ? Tokenizers.open(model) : null;
        }
        return Tokenizers.find(model).orElseThrow(() -> new InputException("--text: no tokenizer in " + model
                + "; name its tokenizer.json or RWKV vocabulary with --tokenizer, or give token ids with --tokens"));
    }

    /** @param tokenizer of {@link #tokenizer} */
    Sequences read(Tokenizer tokenizer) {
        return read(tokenizer, false);
    }

    /** @param special whether to add what the tokenizer puts around a text */
    Sequences read(Tokenizer tokenizer, boolean special) {
        return text == null ? Sequences.read(tokens) : new Sequences("--text", new int[][] {tokenizer.encode(text, special)});
    }
}
