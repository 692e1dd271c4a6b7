package org.writesae.cli;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.Npy;
import org.writesae.io.Safetensors;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class EncodeCommandTest {
    private static final Path GOLDEN = CommandRun.DATA.resolve("golden/sae/gdn-tiny");

    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("e.safetensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bilinear_L2_H2", "bilinear_tied_L2_H2", "rank1_L2_H2", "bilinear-r2_L2_H2"})
    void givesWhatUpstreamGives(String name) {
        Path golden = GOLDEN.resolve(name + ".safetensors");
        CommandRun run = CommandRun.of("encode", "--sae-checkpoint", CommandRun.MODEL.resolve("sae").resolve(name), "--states",
                golden, "--out", out(), "--loss");
        assertThat(run.done().out()).startsWith("16 states, 8.00 active features each, mean squared error ");
        try (TensorFile actual = Safetensors.open(out()); TensorFile expected = Safetensors.open(golden)) {
            assertThat(actual.names()).containsExactlyInAnyOrder("coefficients", "reconstruction", "mse", "aux");
            for (String tensor : actual.names()) {
                assertThat(actual.tensor(tensor).size()).isEqualTo(expected.tensor(tensor).size());
                assertClose(tensor, actual.tensor(tensor).doubles(), expected.tensor(tensor).doubles());
            }
        }
    }

    /** Within one ulp of float32 of the largest value; the losses gather the roundings of many. */
    private static void assertClose(String name, double[] actual, double[] expected) {
        double largest = 0;
        double error = 0;
        for (int n = 0; n < expected.length; n++) {
            largest = Math.max(largest, Math.abs(expected[n]));
            error = Math.max(error, Math.abs(actual[n] - expected[n]));
        }
        assertThat(error).as(name).isLessThanOrEqualTo(expected.length == 1 ? 1e-6 * largest : Math.ulp((float) largest));
    }

    @Test
    void shapesOfStates() {
        float[] states = Npy.open(CommandRun.MODEL.resolve("states-sample.npy")).floats();
        Path file = folder.resolve("s.npy");
        Npy.write(file, Tensor.of("s", states, states.length / 384, 384));
        JsonNode flat = encode(file).done().json();
        assertThat(flat.get("states").asInt()).isEqualTo(64);
        assertThat(flat.get("mean_active").asDouble()).isEqualTo(8);
        assertThat(flat.get("aux").isNull()).isTrue();
        Npy.write(file, Tensor.of("s", java.util.Arrays.copyOf(states, 384), 16, 24));
        assertThat(encode(file).done().json().get("states").asInt()).isEqualTo(1);
        Npy.write(file, Tensor.of("s", new float[0], 0, 16, 24));
        assertThat(encode(file).done().json().get("mse").isNull()).isTrue();
    }

    @Test
    void statesOfARunCanBeEncoded() {
        Path states = folder.resolve("run.safetensors");
        CommandRun.of("run", "--model", CommandRun.MODEL, "--text", "abcdef", "--dump", "states", "--out", states).done();
        encode(states).refused("run.safetensors: no tensor \"states\" among 6, choose one with --key");
        JsonNode line = encode(states, "--key", "layers.2.state.5").done().json();
        assertThat(line.get("states").asInt()).isEqualTo(4);
        assertThat(line.get("mse").asDouble()).isPositive().isCloseTo(0, within(1.0));
    }

    @Test
    void badInput() {
        Path file = folder.resolve("s.safetensors");
        encode(folder.resolve("none.npy")).refused("none.npy");
        new SafetensorsWriter().put(Tensor.of("states", new float[2 * 24 * 16], 2, 24, 16)).write(file);
        encode(file).refused("s.safetensors: states: shape [2, 24, 16], expected [N, 16, 24]");
        float[] values = new float[16 * 24];
        values[30] = Float.NaN;
        new SafetensorsWriter().put(Tensor.of("x", values, 1, 16, 24)).write(file);
        encode(file).refused("s.safetensors: x: element [0, 1, 6] is NaN");
        encode(file, "--key", "y").refused("s.safetensors", "y");
        encode(CommandRun.MODEL.resolve("states-sample.npy"), "--batch", 0).refused("--batch 0: at least 1");
        assertThat(out()).doesNotExist();
    }

    private CommandRun encode(Path states, Object... more) {
        Object[] words = new Object[8 + more.length];
        System.arraycopy(new Object[] {"encode", "--sae-checkpoint", CommandRun.SAE, "--states", states, "--out", out(),
            "--json"}, 0, words, 0, 8);
        System.arraycopy(more, 0, words, 8, more.length);
        return CommandRun.of(words);
    }
}
