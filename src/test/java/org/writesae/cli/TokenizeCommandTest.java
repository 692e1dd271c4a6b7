package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.DType;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;

import static org.assertj.core.api.Assertions.assertThat;

class TokenizeCommandTest {
    private static final Path GOLDEN = CommandRun.DATA.resolve("golden/tokenizer");
    private static final Path QWEN = GOLDEN.resolve("qwen35");
    private static final String TEXT = "It's naïve:\r\n日本";

    @TempDir
    private Path folder;

    private static CommandRun tokenize(Object... more) {
        Object[] words = new Object[3 + more.length];
        words[0] = "tokenize";
        words[1] = "--tokenizer";
        words[2] = QWEN;
        System.arraycopy(more, 0, words, 3, more.length);
        return CommandRun.of(words);
    }

    @Test
    void idsOfATextAndBack() {
        JsonNode sample = JsonFiles.read(GOLDEN.resolve("qwen35.json")).get("sample").get(7);
        String text = sample.get("decoded").asText();
        assertThat(tokenize("--text", text, "--json").done().json().get("ids")).isEqualTo(sample.get("ids"));
        String ids = tokenize("--text", TEXT).done().out();
        assertThat(ids).matches("\\d+(,\\d+)*\n");
        assertThat(tokenize("--decode", ids.strip()).done().out()).isEqualTo(TEXT + "\n");
        assertThat(tokenize("--decode", ids.strip(), "--json").done().json().get("text").asText()).isEqualTo(TEXT);
    }

    @Test
    void specialTokens() {
        String llama = GOLDEN.resolve("llama-prepend/tokenizer.json").toString();
        String plain = CommandRun.of("tokenize", "--tokenizer", llama, "--text", "the").done().out();
        assertThat(CommandRun.of("tokenize", "--tokenizer", llama, "--text", "the", "--special-tokens").done().out())
                .isEqualTo("1," + plain);
        assertThat(CommandRun.of("tokenize", "--tokenizer", llama, "--decode", "1," + plain.strip()).done().out())
                .isEqualTo("<s> the\n");
        assertThat(CommandRun.of("tokenize", "--tokenizer", llama, "--decode", "1," + plain.strip(), "--skip-special").done()
                .out()).isEqualTo("the\n");
    }

    @Test
    void blocksAreUpstreams() throws IOException {
        Path file = Files.writeString(folder.resolve("corpus.txt"), "one two three\nfour five six\r\nseven eight\n".repeat(40));
        Path out = folder.resolve("c.npy");
        int[] all = ids(tokenize("--file", file, "--json").done().json().get("ids"));
        CommandRun noted = tokenize("--file", file, "--length", 64, "--out", out);
        assertThat(noted.code()).isZero();
        assertThat(noted.err()).startsWith("note: ").contains("carriage returns", "--universal-newlines");
        requireBlocks(out, all, all.length / 64, 64);

        int[] unified = ids(tokenize("--file", file, "--universal-newlines", "--json").done().json().get("ids"));
        assertThat(unified).isNotEqualTo(all);
        JsonNode line = tokenize("--file", file, "--universal-newlines", "--length", 64, "--max-sequences", 3, "--out", out, "--json")
                .done().json();
        assertThat(line.get("sequences").asInt()).isEqualTo(3);
        requireBlocks(out, unified, 3, 64);

        assertThat(tokenize("--file", file, "--out", out).done().out()).contains("tokens: ");
        assertThat(Npy.open(out).dtype()).isEqualTo(DType.I32);
        assertThat(Npy.open(out).ints()).isEqualTo(all);
    }

    @Test
    void textsOfALineEachAreReadByThemselves() throws IOException {
        Path file = Files.writeString(folder.resolve("c.jsonl"), "{\"text\": \"the the\"}\n\n{\"text\": \"\\u65e5 is\", \"n\": 1}\n");
        String first = tokenize("--text", "the the").done().out().strip();
        String second = tokenize("--text", "\u65e5 is").done().out();
        assertThat(tokenize("--file", file, "--field", "text").done().out()).isEqualTo(first + "," + second);
        tokenize("--file", file, "--field", "body").refused("c.jsonl: line 1: a JSON object with a text in \"body\"");
        Files.writeString(file, "{\"text\": \"\\ud800\"}");
        tokenize("--file", file, "--field", "text").refused("c.jsonl: line 1: text: character 0 is U+D800");
    }

    @Test
    void sequencesOfACorpus() {
        CommandRun run = CommandRun.of("tokenize", "--tokenizer", CommandRun.MODEL, "--decode", CommandRun.CORPUS, "--json").done();
        assertThat(run.out().lines()).hasSize(16).allMatch(line -> line.startsWith("{\"sequence\":"));
        CommandRun.of("tokenize", "--tokenizer", CommandRun.MODEL, "--decode", CommandRun.CORPUS).refused("--sequence");
        assertThat(CommandRun.of("tokenize", "--tokenizer", CommandRun.MODEL, "--decode", CommandRun.CORPUS, "--sequence", 3).done()
                .out()).hasSize(129);
    }

    @Test
    void idsWithoutATokenAreNoted() {
        CommandRun run = tokenize("--decode", "64,999999,-1");
        assertThat(run.err()).isEqualTo("note: --decode: left out 2 of 3 ids that have no token, the first is 999999\n");
        assertThat(run.code()).isZero();
    }

    @Test
    void badInput() throws IOException {
        tokenize().refused("--text", "--file", "--decode");
        tokenize("--text", "a", "--length", 0, "--out", folder.resolve("x")).refused("--length 0");
        tokenize("--text", "a", "--length", 4).refused("--length goes with --out");
        tokenize("--text", "a", "--length", 4, "--out", folder.resolve("x")).refused("--text: 1 tokens, fewer than one block");
        tokenize("--text", "a", "--max-sequences", 4).refused("--max-sequences goes with --length");
        tokenize("--text", "a", "--field", "t").refused("go with --file");
        tokenize("--decode", "1", "--out", "x").refused("do not go with --decode");
        tokenize("--decode", "1,,2").refused("--decode \"1,,2\"");
        tokenize("--text", "a", "--skip-special").refused("go with --decode");
        tokenize("--file", folder.resolve("none")).refused("none: no such file");
        Path broken = folder.resolve("latin1.txt");
        Files.write(broken, new byte[] {'a', (byte) 0xe9, 'b'});
        tokenize("--file", broken).refused("latin1.txt: byte 1: not valid UTF-8");
        CommandRun.of("tokenize", "--tokenizer", folder, "--text", "a").refused("no tokenizer found");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    private static void requireBlocks(Path file, int[] ids, int blocks, int length) {
        Tensor tensor = Npy.open(file);
        assertThat(tensor.dtype()).isEqualTo(DType.I32);
        assertThat(tensor.shape()).containsExactly(blocks, length);
        assertThat(tensor.ints()).isEqualTo(Arrays.copyOf(ids, blocks * length));
    }

    private static int[] ids(JsonNode array) {
        int[] ids = new int[array.size()];
        for (int t = 0; t < ids.length; t++) {
            ids[t] = array.get(t).asInt();
        }
        return ids;
    }
}
