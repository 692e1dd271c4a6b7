package org.writesae.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The tokenizer of models whose 256 tokens are bytes, such as the bundled one. */
public final class ByteTokenizer implements Tokenizer {
    private static final int BYTES = 256;

    @Override
    public int[] encode(String text, boolean specialTokens) {
        byte[] bytes = WellFormed.require(text).getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int t = 0; t < ids.length; t++) {
            ids[t] = Byte.toUnsignedInt(bytes[t]);
        }
        return ids;
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        byte[] bytes = new byte[ids.length];
        int count = 0;
        for (int id : ids) {
            if (has(id)) {
                bytes[count++] = (byte) id;
            }
        }
        return LossyUtf8.decode(Arrays.copyOf(bytes, count));
    }

    @Override
    public boolean has(int id) {
        return id >= 0 && id < BYTES;
    }

    @Override
    public int size() {
        return BYTES;
    }

    @Override
    public String kind() {
        return "bytes";
    }
}
