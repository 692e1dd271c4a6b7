package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.Npy;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RunCommandTest {
    private static final String TEXT = "In the beginning God ";

    @TempDir
    private Path folder;

    private CommandRun run(Object... more) {
        Object[] words = new Object[3 + more.length];
        words[0] = "run";
        words[1] = "--model";
        words[2] = CommandRun.MODEL;
        System.arraycopy(more, 0, words, 3, more.length);
        return CommandRun.of(words);
    }

    @Test
    void bytesAreTokensOfAByteModel() {
        Path out = folder.resolve("t.safetensors");
        CommandRun run = run("--text", TEXT, "--out", out).done();
        assertThat(run.out()).startsWith("21 tokens, mean next-token loss 1.1893 nats\nlikeliest next tokens\n  'o' ")
                .endsWith("tensors: " + out + "\n");
        try (TensorFile file = Safetensors.open(out)) {
            assertThat(file.names()).containsExactly("logits");
            assertThat(file.tensor("logits").shape()).containsExactly(21, 256);
        }
    }

    @Test
    void summaryIsThatOfTheGoldenLogits() throws IOException {
        Path golden = CommandRun.DATA.resolve("golden/model/gdn-tiny/seq0.safetensors");
        double[] logits;
        int[] ids;
        try (TensorFile file = Safetensors.open(golden)) {
            logits = file.tensor("logits").doubles();
            ids = file.tensor("tokens").ints();
        }
        Path tokens = folder.resolve("t.npy");
        Npy.write(tokens, Tensor.of("t", ids, 1, ids.length));
        JsonNode line = run("--tokens", tokens, "--json").done().json();
        double loss = 0;
        for (int t = 0; t + 1 < ids.length; t++) {
            loss -= logProbability(logits, t, ids[t + 1]) / (ids.length - 1);
        }
        assertThat(line.get("tokens").asInt()).isEqualTo(ids.length);
        assertThat(line.get("mean_loss").asDouble()).isCloseTo(loss, within(1e-6));
        assertThat(line.get("next")).hasSize(5);
        double before = 0;
        for (JsonNode next : line.get("next")) {
            double logProbability = next.get("log_prob").asDouble();
            assertThat(logProbability).isLessThan(before)
                    .isCloseTo(logProbability(logits, ids.length - 1, next.get("id").asInt()), within(1e-5));
            before = logProbability;
        }
        assertThat(line.get("out").isNull()).isTrue();
    }

    private static double logProbability(double[] logits, int row, int id) {
        double sum = 0;
        for (int j = 0; j < 256; j++) {
            sum += Math.exp(logits[row * 256 + j]);
        }
        return logits[row * 256 + id] - Math.log(sum);
    }

    @Test
    void partsLayersAndPositions() {
        Path out = folder.resolve("t.safetensors");
        run("--tokens", "1,2,3,4", "--out", out, "--dump", "states,writes,gates", "--layers", "5,0", "--positions", "3,1").done();
        try (TensorFile file = Safetensors.open(out)) {
            assertThat(file.names()).containsExactlyInAnyOrder("layers.0.alpha", "layers.0.beta", "layers.0.write.key",
                    "layers.0.write.value_raw", "layers.0.write.value_delta", "layers.0.state.1", "layers.0.state.3",
                    "layers.5.alpha", "layers.5.beta", "layers.5.write.key", "layers.5.write.value_raw",
                    "layers.5.write.value_delta", "layers.5.state.1", "layers.5.state.3");
            assertThat(file.tensor("layers.5.state.3").shape()).containsExactly(4, 16, 24);
            assertThat(file.tensor("layers.0.write.key").shape()).containsExactly(4, 4, 16);
        }
        run("--tokens", "1,2,3,4", "--out", out, "--dump", "states").done();
        try (TensorFile file = Safetensors.open(out)) {
            assertThat(file.names()).hasSize(6).allMatch(name -> name.endsWith(".state.3"));
        }
    }

    @Test
    void oneSequenceOfSeveral() {
        run("--tokens", CommandRun.CORPUS).refused("corpus.npy: holds 16 sequences", "--sequence");
        run("--tokens", CommandRun.CORPUS, "--sequence", 16).refused("--sequence 16", "sequences 0 to 15");
        assertThat(run("--tokens", CommandRun.CORPUS, "--sequence", 3).done().out()).startsWith("128 tokens");
    }

    @Test
    void oneTokenHasNoLoss() {
        assertThat(run("--tokens", "65").done().out()).startsWith("1 tokens\nlikeliest");
        assertThat(run("--tokens", "65", "--json").done().json().get("mean_loss").isNull()).isTrue();
    }

    @Test
    void badInput() {
        Path out = folder.resolve("t.safetensors");
        run("--tokens", "1,256", "--out", out).refused("--tokens: token 1 has id 256");
        run("--text", "", "--out", out).refused("--text: no tokens");
        run("--tokens", "1,2", "--out", out, "--layers", "3").refused("--layers 3: a full-attention layer");
        run("--tokens", "1,2", "--out", out, "--layers", "8").refused("--layers 8", "layers 0 to 7");
        run("--tokens", "1,2", "--out", out, "--positions", "2").refused("--positions 2", "tokens 0 to 1");
        run("--tokens", "1,2", "--out", out, "--dump", "dreams").refused("--dump: \"dreams\"", "logits, states, writes, gates");
        run("--tokens", "1,2", "--text", "x").refused("--tokens", "--text");
        run().refused("--tokens", "--text");
        run("--tokens", "1,2", "--out", folder).refused("is a directory");
        CommandRun.of("run", "--model", folder, "--text", "x").refused("config.json: no such file");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void textNeedsATokenizer() throws IOException {
        Path copy = ModelCopy.with(folder, tensor -> tensor);
        Files.writeString(copy.resolve("tokenizer.json"), "{}");
        CommandRun.of("run", "--model", copy, "--text", "x").refused("tokenizer.json: root: no \"model\"");
        Files.delete(copy.resolve("tokenizer.json"));
        Files.writeString(copy.resolve("tokenizer.model"), "");
        CommandRun.of("run", "--model", copy, "--text", "x").refused("--text: no tokenizer in", "--tokenizer", "--tokens");
    }

    @Test
    void textOfAnotherTokenizer() {
        Path rwkv = CommandRun.DATA.resolve("golden/tokenizer/rwkv");
        assertThat(run("--tokenizer", rwkv, "--text", "qzq").done().out()).startsWith("3 tokens");
        run("--tokenizer", rwkv, "--text", "In the beginning").refused("--text: token 2 has id", "vocabulary of 256");
    }
}
