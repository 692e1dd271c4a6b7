package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.Npy;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Options that do not fit, across the commands: one line that names the option, exit code 2, nothing written. */
class InputRefusalTest {
    private static final String STATES = CommandRun.MODEL + "/states-sample.npy";

    @TempDir
    private Path folder;

    static Stream<Arguments> refused() {
        String run = "run --model MODEL --tokens 1,2 ";
        String extract = "extract --model MODEL --tokens CORPUS --out OUT ";
        String encode = "encode --sae-checkpoint SAE --states " + STATES + " --out OUT ";
        String substitute = "substitute --model MODEL --sae-checkpoint SAE --features 44 --tokens CORPUS ";
        String trace = "trace --model MODEL --sae-checkpoint SAE --tokens CORPUS --sequence 0 --position 5 --feature ";
        return Stream.of(
                arguments(run + "--threads 1000000", "--threads 1000000: at most 32767"),
                arguments(extract + "--n-samples -1", "writesae: --n-samples -1: at least 1"),
                arguments(extract + "--seq-len 0", "writesae: --seq-len 0: at least 1"),
                arguments(encode + "--key x", "writesae: --key x: "),
                arguments(encode + "--batch 8", "writesae: --batch 8: SAE was not trained with BatchTopK"),
                arguments(encode + "--orientation up", "writesae: --orientation: \"up\" is not one of key-value, value-key"),
                arguments(substitute + "--out OUT --report OUT", "writesae: --report OUT: the same file as --out"),
                arguments(substitute + "--out OUT --write up", "writesae: --write: \"up\" is not one of raw, delta"),
                arguments(trace + "256", "writesae: --feature 256: the dictionary has features 0 to 255"),
                arguments(trace + "-1", "writesae: --feature -1: "),
                arguments("inspect SAE --atom 256", "writesae: --atom 256: SAE has atoms 0 to 255"),
                arguments("baselines --data-dir OUT --layer 0 --max-samples 1", "writesae: --max-samples 1: 0 or at least 2"),
                arguments("bench --firings 5", "writesae: --firings goes with --model-shape"),
                arguments("devices --device tornado", "writesae: --device goes with --print-kernels"));
    }

    /** The scores of attention are an array of tokens times heads times tokens. */
    @Test
    void aTextThatIsTooLong() {
        Path tokens = folder.resolve("long.npy");
        Npy.write(tokens, Tensor.of("long", new int[40_000], 40_000));
        CommandRun.of("run", "--model", CommandRun.MODEL, "--tokens", tokens).refused("writesae: too large: ", "fewer tokens");
    }

    @ParameterizedTest
    @MethodSource
    void refused(String line, String message) throws IOException {
        CommandRun.of((Object[]) filled(line).split(" ")).refused(filled(message));
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    private String filled(String text) {
        return text.replace("MODEL", CommandRun.MODEL.toString()).replace("SAE", CommandRun.SAE.toString())
                .replace("CORPUS", CommandRun.CORPUS.toString()).replace("OUT", folder.resolve("out").toString());
    }

    @Test
    void corpusWithoutTokens() {
        Path tokens = folder.resolve("t.npy");
        Npy.write(tokens, Tensor.of("t", new int[0], 2_000_000_000, 0));
        CommandRun.of("run", "--model", CommandRun.MODEL, "--tokens", tokens, "--sequence", 0).refused("t.npy: no tokens");
    }

    @Test
    void statesThatOverflow() {
        Path states = folder.resolve("s.npy");
        float[] values = new float[2 * 16 * 24];
        Arrays.fill(values, 16 * 24, values.length, 1e38f);
        Npy.write(states, Tensor.of("s", values, 2, 16, 24));
        CommandRun.of("encode", "--sae-checkpoint", CommandRun.SAE, "--states", states, "--out", folder.resolve("e.safetensors"))
                .refused("s.npy: state 1 is so large");
        assertThat(folder.resolve("e.safetensors")).doesNotExist();
    }

    @Test
    void namesOfAFileDoNotCommandTheTerminal() {
        Path states = folder.resolve("s.safetensors");
        new SafetensorsWriter().put(Tensor.of("a\u001b[2J\u0007", new float[2], 2)).write(states);
        CommandRun refused = CommandRun.of("encode", "--sae-checkpoint", CommandRun.SAE, "--states", states, "--out",
                folder.resolve("e.safetensors"));
        refused.refused("s.safetensors");
        CommandRun shown = CommandRun.of("inspect", states).done();
        assertThat(refused.err() + shown.out()).contains("a\ufffd[2J\ufffd").doesNotContain("\u001b", "\u0007");
    }
}
