package org.writesae.cli;

import java.nio.file.Path;

import picocli.CommandLine.Option;

import org.writesae.io.InputException;
import org.writesae.model.tokenizer.Tokenizer;
import org.writesae.model.tokenizer.Tokenizers;

/** The option that names a tokenizer where the model's own is not meant. */
final class TokenizerOption {

    @Option(names = "--tokenizer", paramLabel = "PATH",
            description = "A model directory, tokenizer.json, or RWKV vocabulary. Default: the model's own.")
    private Path path;

    /**
     * The tokenizer asked for, else the model's.
     *
     * @param where     what needs it, for the message
     * @param otherwise what else helps, for the message; may be empty
     */
    Tokenizer open(Path model, String where, String otherwise) {
        return path != null ? Tokenizers.open(path) : Tokenizers.find(model).orElseThrow(() -> new InputException(where
                + ": no tokenizer in " + model + "; name its tokenizer.json or RWKV vocabulary with --tokenizer" + otherwise));
    }
}
