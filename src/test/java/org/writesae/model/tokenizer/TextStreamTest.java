package org.writesae.model.tokenizer;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Text given out token by token is the text of all tokens. */
class TextStreamTest {
    private static final String TEXT = "In the beginning, naïve 日本語 text — 👩‍🚀 emoji 🇩🇪 and हिन्दी,\n\n   spaces\tand 'quotes'. 矩阵";

    @ParameterizedTest
    @ValueSource(strings = {"qwen35", "neox", "llama-prepend", "llama-metaspace", "rwkv"})
    void partsMakeUpTheWhole(String name) {
        requireWhole(Tokenizers.open(GoldenTokenizerTest.GOLDEN.resolve(name)));
    }

    @Test
    void bytesToo() {
        requireWhole(new ByteTokenizer());
    }

    private static void requireWhole(Tokenizer tokenizer) {
        int[] ids = tokenizer.encode(TEXT);
        for (int known : new int[] {0, 1, 7, ids.length / 2}) {
            TextStream stream = new TextStream(tokenizer);
            int[] head = Arrays.copyOf(ids, known);
            stream.skip(head);
            StringBuilder given = new StringBuilder();
            for (int t = known; t < ids.length; t++) {
                String part = stream.add(ids[t]);
                assertThat(part).doesNotContain("\ufffd");
                given.append(part);
            }
            given.append(stream.rest());
            String before = tokenizer.decode(head);
            if (before.indexOf('\ufffd') < 0) {
                assertThat(before + given).isEqualTo(tokenizer.decode(ids));
            }
        }
    }
}
