package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code extract}: what is written is what {@code run} gives, and does not depend on threads, batches or kills. */
class ExtractCommandTest {
    @TempDir
    private Path folder;

    private CommandRun extract(Path out, Object... more) {
        List<Object> words = new ArrayList<>(List.of("extract", "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS,
                "--n-samples", 5, "--seq-len", 24, "--layers", "2,4", "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void holdsWhatRunDumps() {
        Path out = folder.resolve("states");
        extract(out, "--what", "final,tokens,writes", "--positions", "8", "--dtype", "float32").done();
        int[] corpus = Npy.open(CommandRun.CORPUS).ints();
        int length = (int) Npy.open(CommandRun.CORPUS).shape(1);
        for (int s = 0; s < 5; s += 4) {
            Path dump = folder.resolve("dump.safetensors");
            String ids = Arrays.toString(Arrays.copyOfRange(corpus, s * length, s * length + 24)).replaceAll("[\\[\\] ]", "");
            CommandRun.of("run", "--model", CommandRun.MODEL, "--tokens", ids, "--out", dump, "--dump", "states,writes,gates",
                    "--layers", "2,4", "--positions", "7,11,23").done();
            try (TensorFile expected = Safetensors.open(dump)) {
                for (int layer : new int[] {2, 4}) {
                    Path files = out.resolve("layer_" + layer);
                    String at = "layers." + layer + ".";
                    for (int head = 0; head < 4; head++) {
                        Path own = files.resolve("head_" + head + ".npy");
                        sameRow(own, s, head(expected.tensor(at + "state.23"), head));
                        sameRow(files.resolve("pos_8/head_" + head + ".npy"), s, head(expected.tensor(at + "state.7"), head));
                        Tensor every = Npy.open(files.resolve("head_" + head + "_tokens.npy"));
                        assertThat(row(every, s * 24 + 11, 5)).containsExactly(head(expected.tensor(at + "state.11"), head));
                        for (String factor : List.of("key", "value_raw", "value_delta")) {
                            sameRow(files.resolve("head_" + head + "_" + factor + ".npy"), s,
                                    headOfTokens(expected.tensor(at + "write." + factor), head));
                        }
                    }
                    sameRow(files.resolve("alpha.npy"), s, expected.tensor(at + "alpha").floats());
                }
            }
        }
    }

    private static float[] head(Tensor states, int head) {
        float[] all = states.floats();
        int size = all.length / (int) states.shape(0);
        return Arrays.copyOfRange(all, head * size, (head + 1) * size);
    }

    private static float[] headOfTokens(Tensor factors, int head) {
        int heads = (int) factors.shape(1);
        int width = (int) factors.shape(2);
        float[] all = factors.floats();
        float[] one = new float[all.length / heads];
        for (int t = 0; t < factors.shape(0); t++) {
            System.arraycopy(all, (t * heads + head) * width, one, t * width, width);
        }
        return one;
    }

    private static void sameRow(Path file, int row, float[] expected) {
        assertThat(row(Npy.open(file), row, 1)).as("%s", file).containsExactly(expected);
    }

    /** Row {@code n} of a tensor whose rows are its first axis, or its first two where {@code axes} is more than 1. */
    private static float[] row(Tensor tensor, int n, int axes) {
        long rows = axes == 1 ? tensor.shape(0) : tensor.shape(0) * tensor.shape(1);
        int size = (int) (tensor.size() / rows);
        float[] values = new float[size];
        tensor.copyFloats((long) n * size, values, 0, size);
        return values;
    }

    @Test
    void hasUpstreamsLayout() {
        Path out = folder.resolve("states");
        extract(out).done();
        Tensor states = Npy.open(out.resolve("layer_2/head_3.npy"));
        assertThat(states.dtype().toString()).isEqualTo("F16");
        assertThat(states.shape(0)).isEqualTo(5);
        assertThat(Npy.open(out.resolve("corpus.npy")).shape()).containsExactly(5, 24);
        assertThat(JsonFiles.read(out.resolve("texts.json")).size()).isEqualTo(5);
        assertThat(JsonFiles.read(out.resolve("metadata.json")).toString()).contains("\"layer_indices\":[2,4]",
                "\"dtype\":\"float16\"", "\"seq_len\":24", "\"n_samples\":5");
        assertThat(JsonFiles.read(out.resolve("layer_4/layer_metadata.json")).get("layer").asInt()).isEqualTo(4);
        assertThat(JsonFiles.read(out.resolve("progress.json")).get("samples_written").asInt()).isEqualTo(5);
    }

    /** Threads change nothing; a run that ended after any batch goes on to the same bytes. */
    @Test
    void goesOnToTheSameBytes() throws IOException {
        Path whole = folder.resolve("whole");
        extract(whole, "--batch-size", 2, "--threads", 1, "--what", "final,writes").done();
        Path again = folder.resolve("again");
        extract(again, "--batch-size", 2, "--threads", 3, "--what", "final,writes").done();
        assertThat(bytes(again)).isEqualTo(bytes(whole));
        // As a kill in the middle of the second batch leaves it: names not given yet, rows of the third written in part.
        try (Stream<Path> files = Files.walk(again)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".npy") && !f.endsWith("corpus.npy")).toList()) {
                byte[] content = Files.readAllBytes(file);
                Arrays.fill(content, content.length - content.length / 4, content.length, (byte) 7);
                Files.write(file.resolveSibling(file.getFileName() + ".part"), content);
                Files.delete(file);
            }
        }
        for (String name : List.of("metadata.json", "texts.json", "layer_2/layer_metadata.json", "layer_4/layer_metadata.json")) {
            Files.delete(again.resolve(name));
        }
        Path progress = again.resolve("progress.json");
        Files.writeString(progress, Files.readString(progress).replace("\"batches_done\" : 3", "\"batches_done\" : 1")
                .replace("\"samples_written\" : 5", "\"samples_written\" : 2"));
        extract(again, "--batch-size", 2, "--what", "final,writes").done();
        assertThat(bytes(again)).isEqualTo(bytes(whole));
        assertThat(extract(again, "--batch-size", 2, "--what", "final,writes").done().out()).contains("5 of them by an earlier run");
        assertThat(bytes(again)).isEqualTo(bytes(whole));
    }

    private static TreeMap<String, List<Byte>> bytes(Path directory) throws IOException {
        TreeMap<String, List<Byte>> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                List<Byte> content = new ArrayList<>();
                for (byte b : Files.readAllBytes(file)) {
                    content.add(b);
                }
                all.put(directory.relativize(file).toString(), content);
            }
        }
        return all;
    }

    @Test
    void refuses() throws IOException {
        Path out = folder.resolve("states");
        extract(out, "--layers", "3").refused("--layers 3", "full-attention layer");
        extract(out, "--heads", "4").refused("--heads 4", "heads 0 to 3");
        extract(out, "--positions", "25").refused("--positions 25", "24 tokens");
        extract(out, "--dtype", "bfloat16").refused("--dtype", "float16, float32");
        extract(out, "--what", "all").refused("--what", "final, tokens, writes");
        extract(out, "--batch-size", "0").refused("--batch-size 0");
        assertThat(out).doesNotExist();
        extract(out).done();
        extract(out, "--dtype", "float32").refused("progress.json", "plan", "choose another folder");
        Files.delete(out.resolve("progress.json"));
        extract(out).refused("no progress.json");
    }
}
