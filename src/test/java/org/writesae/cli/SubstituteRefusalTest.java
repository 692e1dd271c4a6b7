package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.Npy;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;
import org.writesae.sae.SaeCheckpoint;

import static org.assertj.core.api.Assertions.assertThat;

/** Bad input of the replacement test: one line, exit code 2, and no result. */
class SubstituteRefusalTest {
    @TempDir
    private Path folder;
    private final Map<String, Object> options = new LinkedHashMap<>();

    private CommandRun run(Object... given) {
        options.clear();
        options.put("--model", CommandRun.MODEL);
        options.put("--sae-checkpoint", CommandRun.SAE);
        options.put("--tokens", CommandRun.CORPUS);
        options.put("--features", "128");
        options.put("--out", folder.resolve("r.json"));
        for (int i = 0; i < given.length; i += 2) {
            options.put(given[i].toString(), given[i + 1]);
        }
        Object[] words = new Object[1 + 2 * options.size()];
        words[0] = "substitute";
        int n = 1;
        for (Map.Entry<String, Object> entry : options.entrySet()) {
            words[n++] = entry.getKey();
            words[n++] = entry.getValue();
        }
        return CommandRun.of(words);
    }

    @AfterEach
    void nothingWasWritten() throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).noneMatch(name -> name.contains("r.json"));
        }
    }

    @Test
    void options() {
        run("--features", "abc").refused("--features", "abc", "substitute --help");
        run("--features", "1.5").refused("--features");
        run("--write", "rare").refused("--write", "raw, delta");
        run("--cap", "0").refused("--cap 0: at least 1");
        run("--seed", "-1").refused("--seed -1: at least 0");
        run("--threads", "0").refused("--threads 0: at least 1");
        run("--length", "0").refused("--length 0: at least 1");
        run("--max-sequences", "0").refused("--max-sequences 0");
        run("--device", "tornado:0:1").refused("--device tornado:0:1", "TornadoVM");
        run("--device", "jvm:0").refused("--device jvm:0", "--threads");
        run("--device", "abacus").refused("--device abacus: no such device");
        run("--bogus", "1").refused("--bogus", "--help");
        CommandRun.of("substitute").refused("--model", "--sae-checkpoint", "--features", "--out");
    }

    @Test
    void cellAndFeatures() {
        run("--layer", 3).refused("--layer 3: a full-attention layer", "[0, 1, 2, 4, 5, 6]");
        run("--layer", 8).refused("--layer 8", "layers 0 to 7");
        run("--head", 4).refused("--head 4", "heads 0 to 3");
        run("--features", 256).refused("--features 256", "features 0 to 255");
    }

    @Test
    void dictionaries() {
        run("--sae-checkpoint", folder.resolve("none.pt")).refused("none.pt");
        run("--sae-checkpoint", folder).refused("no checkpoint");
        run("--sae-checkpoint", CommandRun.CORPUS).refused("corpus.npy");
        run("--sae-checkpoint", CommandRun.MODEL.resolve("sae/flat_L2_H2"), "--features", 1).refused("sae_type flat");
        run("--model", CommandRun.DATA.resolve("models/gdn-random-c"), "--layer", 0, "--head", 0).refused("atoms are 16 x 24", "18 x 10");
    }

    @Test
    void tokens() {
        Path file = folder.resolve("t.npy");
        run("--tokens", file).refused("t.npy");
        Npy.write(file, Tensor.of("t", new int[] {65, 66, 67, 68, 256, 70}, 2, 3));
        run("--tokens", file).refused("t.npy: sequence 1: token 1 has id 256, outside the vocabulary of 256");
        Npy.write(file, Tensor.of("t", new int[] {65, -1}, 2));
        run("--tokens", file).refused("token 1 has id -1");
        Npy.write(file, Tensor.of("t", new float[] {65, 66}, 2));
        run("--tokens", file).refused("t.npy", "integers expected, found F32");
        Npy.write(file, Tensor.of("t", new int[8], 2, 2, 2));
        run("--tokens", file).refused("[2, 2, 2]", "[sequences, tokens]");
        run("--tokens", "1,,2").refused("--tokens \"1,,2\"", "separated by commas");
        run("--tokens", "").refused("--tokens \"\"", ".npy");
        run("--tokens", "1,2,99999999999").refused("--tokens: token 2 is 99999999999");
    }

    @Test
    void outputs() throws IOException {
        run("--out", folder).refused("--out", "is a directory");
        run("--out", "/dev/null").refused("--out /dev/null: is a device");
        run("--out", "/proc/writesae/out.json").refused("--out /proc/writesae/out.json: cannot write in /");
        Path plain = Files.createFile(folder.resolve("plain"));
        run("--out", plain.resolve("x.json")).refused("plain is not a directory");
        run("--report", plain.resolve("x.html")).refused("--report", "plain is not a directory");
    }

    @Test
    void replayFiles() throws IOException {
        Path file = folder.resolve("draws.json");
        run("--replay-random", file).refused("draws.json: no such file");
        Files.writeString(file, "{\"schema\": \"other\"}");
        run("--replay-random", file).refused("draws.json: schema: expected writesae-random-1");
        Files.writeString(file, "{\"schema\": \"writesae-random-1\", \"firings\": []}");
        run("--replay-random", file).refused("draws.json: firings: no draw for feature 128 at prompt 0, position");
        Files.writeString(file, "{\"schema\": \"writesae-random-1\", \"firings\": [{\"prompt_id\": 0, \"position\": 1, "
                + "\"feature_id\": 999}]}");
        run("--replay-random", file).refused("draws.json: firings[0].feature_id", "999");
        Files.writeString(file, "{\"schema\"");
        run("--replay-random", file).refused("draws.json: line 1");
    }

    @Test
    void modelFolders() throws IOException {
        run("--model", folder.resolve("none")).refused("none: not a directory; expected a model");
        run("--model", folder).refused("config.json: no such file");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llama\"}");
        run("--model", folder).refused("config.json: model_type", "llama", "none of the families that can be loaded: Qwen3.5");
        Files.copy(CommandRun.MODEL.resolve("config.json"), folder.resolve("config.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        run("--model", folder).refused(folder.toString(), "safetensors");
    }

    @Test
    void truncatedWeights() throws IOException {
        ModelCopy.with(folder, tensor -> tensor);
        Path weights = folder.resolve(ModelCopy.WEIGHTS);
        byte[] whole = Files.readAllBytes(weights);
        for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
            Files.write(weights, java.util.Arrays.copyOf(whole, length));
            run("--model", folder).refused(ModelCopy.WEIGHTS);
        }
    }

    @Test
    void missingTensor() throws IOException {
        String name = "layers.5.linear_attn.in_proj_b.weight";
        run("--model", ModelCopy.with(folder, tensor -> tensor.name().endsWith(name) ? null : tensor))
                .refused("model.language_model." + name);
    }

    @Test
    void wrongShape() throws IOException {
        run("--model", ModelCopy.with(folder, tensor -> tensor.name().endsWith("layers.1.linear_attn.dt_bias")
                ? Tensor.of(tensor.name(), new float[5], 5) : tensor)).refused("layers.1.linear_attn.dt_bias", "[5]", "[4]");
    }

    @Test
    void weightsThatAreNoNumbers() throws IOException {
        run("--model", ModelCopy.scaled(folder, Float.NaN, "layers.6.mlp.up_proj.weight"))
                .refused("layers.6.mlp.up_proj.weight", "NaN");
    }

    @Test
    void integersAreNoWeights() throws IOException {
        run("--model", ModelCopy.with(folder, tensor -> tensor.name().endsWith("layers.1.linear_attn.dt_bias")
                ? Tensor.of(tensor.name(), new int[4], 4) : tensor))
                .refused("layers.1.linear_attn.dt_bias", "floating-point numbers expected, found I32");
    }

    @Test
    void statesThatOverflow() throws IOException {
        run("--model", ModelCopy.scaled(folder, 1e30f, "layers.2.linear_attn.conv1d.weight",
                "layers.2.linear_attn.in_proj_qkv.weight"))
                .refused("the state of layer 2 head 2 after position ", " of a text of 128 tokens holds ", ": the weights overflow");
    }

    @Test
    void divergencesThatAreNoNumbers() throws IOException {
        SaeCheckpoint checkpoint = SaeCheckpoint.load(CommandRun.SAE);
        SafetensorsWriter writer = new SafetensorsWriter();
        checkpoint.tensors().forEach((name, tensor) -> writer.put(name, name.equals("V_dec")
                ? Tensor.of(name, new float[(int) tensor.size()], tensor.shape()) : tensor));
        writer.write(folder.resolve("sae_weights.safetensors"));
        Files.writeString(folder.resolve("cfg.json"), "{\"k\": 8, \"layer\": 2, \"head\": 2, \"sae_type\": \"bilinear\"}");
        CommandRun tested = run("--sae-checkpoint", folder, "--amplitude", "matched");
        tested.refused("firing of feature 128 in passage 0, position", "KL of atom NaN");
        CommandRun.of("trace", "--model", CommandRun.MODEL, "--sae-checkpoint", folder, "--tokens", CommandRun.CORPUS, "--sequence", 0,
                "--feature", 128, "--position", tested.err().replaceAll("(?s).*position (\\d+):.*", "$1"), "--amplitude", "matched")
                .refused("firing of feature 128 in passage 0, position", "KL of atom NaN");
    }
}
