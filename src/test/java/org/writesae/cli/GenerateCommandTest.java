package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class GenerateCommandTest {
    private static final String TEXT = "In the beginning God ";

    @TempDir
    private Path folder;

    private static CommandRun generate(Object... more) {
        Object[] words = new Object[] {"generate", "--model", CommandRun.MODEL};
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return CommandRun.of(all);
    }

    @Test
    void continuesGreedily() {
        assertThat(generate("--text", TEXT, "--max-tokens", 20).done().out()).isEqualTo("of the LORD thy God \n");
        JsonNode line = generate("--text", TEXT, "--max-tokens", 20, "--json").done().json();
        assertThat(line.get("text").asText()).isEqualTo("of the LORD thy God ");
        assertThat(line.get("ids")).hasSize(20);
        assertThat(line.get("prompt_tokens").asInt()).isEqualTo(21);
        assertThat(line.get("ended").asBoolean()).isFalse();
    }

    @Test
    void stopsWhereTold() throws IOException {
        JsonNode line = generate("--text", TEXT, "--stop", "104,255", "--json").done().json();
        assertThat(line.get("text").asText()).isEqualTo("of t");
        assertThat(line.get("ids")).hasSize(5);
        assertThat(line.get("ended").asBoolean()).isTrue();

        Path copy = ModelCopy.with(folder, tensor -> tensor);
        Files.writeString(copy.resolve("generation_config.json"), "{\"eos_token_id\": 104}");
        assertThat(CommandRun.of("generate", "--model", copy, "--text", TEXT).done().out()).isEqualTo("of t\n");
        assertThat(CommandRun.of("generate", "--model", copy, "--text", TEXT, "--no-stop", "--max-tokens", 6).done().out())
                .isEqualTo("of the\n");
    }

    @Test
    void idsWithoutATokenizer() throws IOException {
        Path copy = ModelCopy.with(folder, tensor -> tensor);
        Files.writeString(copy.resolve("tokenizer.model"), "");
        CommandRun run = CommandRun.of("generate", "--model", copy, "--tokens", "73,110,32", "--max-tokens", 3).done();
        assertThat(run.out()).matches("\\d+,\\d+,\\d+\n");
    }

    @Test
    void samplingRepeatsWithItsSeed() {
        Object[] sampled = {"--text", TEXT, "--max-tokens", 40, "--temperature", "0.9", "--top-k", 20, "--top-p", "0.95", "--seed", 7};
        String first = generate(sampled).done().out();
        assertThat(generate(sampled).done().out()).isEqualTo(first);
        sampled[sampled.length - 1] = 8;
        assertThat(generate(sampled).done().out()).isNotEqualTo(first);
        assertThat(generate("--text", TEXT, "--max-tokens", 20, "--temperature", "1", "--top-k", 1).done().out())
                .isEqualTo("of the LORD thy God \n");
    }

    @Test
    void badInput() {
        generate().refused("--text", "--tokens");
        generate("--text", "").refused("--text: no tokens");
        generate("--tokens", "300").refused("--tokens: token 0 has id 300");
        generate("--text", "a", "--max-tokens", 0).refused("--max-tokens 0: at least 1");
        generate("--text", "a", "--temperature", -1).refused("--temperature -1.0: at least 0");
        generate("--text", "a", "--top-k", 3).refused("--top-k goes with --temperature");
        generate("--text", "a", "--temperature", 1, "--top-k", 0).refused("--top-k 0");
        generate("--text", "a", "--temperature", 1, "--top-p", 0).refused("--top-p 0.0: above 0");
        generate("--text", "a", "--stop", "256").refused("--stop 256: outside the vocabulary of 256");
        generate("--text", "a", "--stop", "1", "--no-stop").refused("--no-stop and --stop");
        generate("--tokens", CommandRun.CORPUS).refused("holds 16 sequences", "--sequence");
        CommandRun.of("generate", "--model", "none", "--text", "a").refused("none: not a directory");
    }
}
