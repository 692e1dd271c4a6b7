package org.writesae.model.tokenizer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Damaged files are refused, or are tokenizers that work; nothing else comes of them. */
class TokenizerMutationTest {
    private static final int MUTATIONS = 1_500;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"metaspace first split True", "bytes to fall back on, one missing", "words taken whole",
        "added tokens of every kind", "tokens at both ends", "split at a text"})
    void jsonFiles(String variant) throws IOException {
        for (JsonNode row : JsonFiles.read(GoldenTokenizerTest.GOLDEN.resolve("variants.json"))) {
            if (row.get("name").asText().equals(variant)) {
                damage(folder.resolve("tokenizer.json"), row.get("tokenizer").toString().getBytes(StandardCharsets.UTF_8));
                return;
            }
        }
        throw new AssertionError(variant);
    }

    @ParameterizedTest
    @ValueSource(ints = 40)
    void vocabulariesOfRwkv(int lines) throws IOException {
        String all = Files.readString(GoldenTokenizerTest.GOLDEN.resolve("rwkv/rwkv_vocab_v20230424.txt"));
        String some = String.join("\n", all.lines().skip(230).limit(lines).toList()) + "\n";
        damage(folder.resolve("rwkv_vocab.txt"), some.getBytes(StandardCharsets.UTF_8));
    }

    private static void damage(Path file, byte[] valid) {
        SplittableRandom random = new SplittableRandom(valid.length);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < MUTATIONS; i++) {
                Files.write(file, damaged(valid, random));
                try {
                    Tokenizer tokenizer = Tokenizers.open(file);
                    int[] ids = tokenizer.encode("ab <s>b\u00e9 ▁日a<w>", true);
                    tokenizer.decode(ids);
                    tokenizer.decode(new int[] {0, 5, 1, tokenizer.size()}, true);
                } catch (InputException refused) {
                    assertThat(refused).hasMessageContaining(file.toString());
                } catch (Throwable wrong) {
                    throw new AssertionError("mutation " + i + ": " + Files.readString(file, StandardCharsets.ISO_8859_1), wrong);
                }
            }
        });
    }

    private static byte[] damaged(byte[] valid, SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            return Arrays.copyOf(valid, random.nextInt(valid.length));
        }
        byte[] bytes = valid.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) (' ' + random.nextInt(95));
                // A stretch from elsewhere: what is often still well-formed.
                default -> System.arraycopy(valid, random.nextInt(valid.length - 8), bytes, Math.min(at, bytes.length - 8),
                        1 + random.nextInt(8));
            }
        }
        return bytes;
    }
}
