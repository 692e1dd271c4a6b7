package org.writesae.cli;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.writesae.io.InputException;
import org.writesae.model.tokenizer.Tokenizer;

/** Options that give prompts. */
final class PromptOptions {
    private static final String PLACE = "{}";

    @Option(names = "--prompts", paramLabel = "FILE", required = true,
            description = "Prompts: text, one a line; .json, an array of texts or of arrays of token ids; or .npy, token ids [n, L].")
    private Path file;

    @Option(names = "--wrap", paramLabel = "TEXT", defaultValue = PLACE,
            description = "Text around each prompt: {} is the prompt, \\n a new line. Chat templates are not run; write out here "
                + "what the model's makes of a prompt. Default: the prompt alone.")
    private String wrap;

    @Mixin
    private TokenizerOption tokenizer;

    Prompts read(Path model) {
        if (!wrap.contains(PLACE)) {
            throw new InputException("--wrap " + wrap + ": has no {} where the prompt goes");
        }
        return Prompts.read(file, new Prompts.Encoder() {
            @Override
            public Tokenizer tokenizer() {
                return open(model, file.toString());
            }

            @Override
            public String wrapped(String prompt) {
                return wrap.replace("\\n", "\n").replace(PLACE, prompt);
            }
        });
    }

    /**
     * The tokenizer asked for, else the model's.
     *
     * @param where what needs it, for the message
     */
    Tokenizer open(Path model, String where) {
        return tokenizer.open(model, where, ", or give token ids");
    }

    /** Says in a result which prompts were used. */
    void describe(ObjectNode config, Prompts prompts) {
        config.put("prompts", prompts.name()).put("n_prompts", prompts.ids().length).put("prompts_crc32", prompts.checksum());
        if (!wrap.equals(PLACE)) {
            config.put("wrap", wrap);
        }
    }
}
