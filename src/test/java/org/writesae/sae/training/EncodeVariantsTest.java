package org.writesae.sae.training;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.Safetensors;
import org.writesae.io.TensorFile;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.Progress;
import org.writesae.sae.ReconstructionLoss;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeFiles;
import org.writesae.sae.SavedSae;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Encoding and decoding with every variant, from a file, against upstream's modules in float64. */
class EncodeVariantsTest {
    @TempDir
    private Path folder;

    static List<String> names() {
        return GoldenRuns.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void isThatOfUpstream(String name) {
        try (TensorFile run = Safetensors.open(GoldenRuns.FOLDER.resolve(name + ".safetensors"));
                TensorFile golden = Safetensors.open(GoldenRuns.FOLDER.resolve(name + "-gradients.safetensors"));
                JvmBackend backend = new JvmBackend(1)) {
            float[] states = golden.tensor("states").floats();
            int count = (int) golden.tensor("states").shape(0);
            SaeConfig config = GoldenRuns.config(GoldenRuns.options(name), 12, 10);
            double[] silent = golden.tensor("silent").doubles();
            long[] counters = new long[silent.length];
            for (int i = 0; i < silent.length; i++) {
                counters[i] = (long) silent[i];
            }
            SaeFiles.writeTorch(folder.resolve("sae.pt"), SavedSae.of(config, GoldenRuns.parameters(config, run).tensors(), counters,
                    new Progress(0, 0, 0.0, null)));
            SaeCheckpoint checkpoint = SaeCheckpoint.load(folder.resolve("sae.pt"));
            WriteSae sae = new WriteSae(checkpoint, backend);
            float[] a = sae.encodeBatch(states, count);
            float[] y = sae.decode(a, count);
            assertThat(GoldenRuns.scaledUlp(a, golden.tensor("coefficients").doubles())).isLessThanOrEqualTo(1);
            assertThat(GoldenRuns.scaledUlp(y, golden.tensor("reconstruction").doubles())).isLessThanOrEqualTo(1);
            double mse = golden.tensor("mse").doubles()[0];
            double aux = golden.tensor("aux").doubles()[0];
            assertThat(ReconstructionLoss.mse(states, y)).isCloseTo(mse, within(mse * 2e-7));
            OptionalDouble found = ReconstructionLoss.auxiliary(sae, checkpoint, states, a, y);
            assertThat(found.orElseThrow()).isCloseTo(aux, within(aux * 2e-7));
            assertNormsOfDecoded(sae);
        }
    }

    /** ‖A_i‖_F is the length of what a coefficient of 1 adds to a reconstruction. */
    private static void assertNormsOfDecoded(WriteSae sae) {
        int features = sae.config().features();
        double[] norms = sae.atomNorms();
        assertThat(norms).hasSize(features);
        float[] none = sae.decode(new float[features], 1);
        for (int i = 0; i < features; i++) {
            float[] one = new float[features];
            one[i] = 1;
            float[] atom = sae.decode(one, 1);
            double square = 0;
            for (int n = 0; n < atom.length; n++) {
                square += ((double) atom[n] - none[n]) * ((double) atom[n] - none[n]);
            }
            assertThat(norms[i]).as("atom %d", i).isCloseTo(Math.sqrt(square), within(1e-6 * (1 + norms[i])));
        }
    }
}
