package org.writesae.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.writesae.io.InputException;
import org.writesae.model.ModelConfig;

/** Text of models whose tokens are bytes. */
final class ByteText {
    private static final int BYTES = 256;

    private ByteText() {
    }

    /** 256 tokens and no tokenizer beside the weights: the tokens are bytes. */
    static boolean isSpokenBy(ModelConfig config, Path model) {
        return config.vocabulary() == BYTES && !Files.exists(model.resolve("tokenizer.json"));
    }

    /** The tokens of a text, its bytes in UTF-8. */
    static Sequences sequence(String text, ModelConfig config, Path model) {
        if (!isSpokenBy(config, model)) {
            throw new InputException("--text: " + model + " needs its tokenizer, which this version does not read yet; "
                    + "give token ids with --tokens");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int t = 0; t < ids.length; t++) {
            ids[t] = Byte.toUnsignedInt(bytes[t]);
        }
        return new Sequences("--text", new int[][] {ids});
    }

    /** A byte as it can be shown. */
    static String shown(int id) {
        if (id == '\n') {
            return "'\\n'";
        }
        return id >= ' ' && id < 0x7f ? "'" + (char) id + "'" : String.format("0x%02x", id);
    }
}
