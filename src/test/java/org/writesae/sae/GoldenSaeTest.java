package org.writesae.sae;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.TensorFile;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;

/** Encode and decode against upstream's own autoencoders in float64. */
class GoldenSaeTest {
    private static final Path DATA = Path.of("reference-data");

    @ParameterizedTest
    @ValueSource(strings = {"bilinear_L2_H2", "bilinear-r2_L2_H2", "bilinear_tied_L2_H2", "rank1_L2_H2", "flat_L2_H2"})
    void isWithinOneUlpOfUpstream(String name) {
        Path golden = DATA.resolve("golden/sae/gdn-tiny/" + name + ".safetensors");
        Path checkpoint = DATA.resolve(JsonFiles.read(DATA.resolve("golden/sae/gdn-tiny/" + name + ".json"))
                .get("checkpoint").asText());
        try (JvmBackend backend = new JvmBackend(2); TensorFile expected = Safetensors.open(golden)) {
            // Pickled modules of the flat variant are not among the data.
            for (String file : name.startsWith("flat") ? List.of("best.pt") : List.of("best.pt", "best_module.pt")) {
                WriteSae sae = new WriteSae(SaeCheckpoint.load(checkpoint.resolveSibling(file)), backend);
                float[] states = expected.tensor("states").floats();
                int count = (int) expected.tensor("states").shape(0);
                float[] s = sae.preActivations(states, count);
                float[] a = sae.activate(s);
                assertThat(scaledUlp(s, expected.tensor("pre").doubles())).isLessThanOrEqualTo(1);
                assertThat(scaledUlp(a, expected.tensor("coefficients").doubles())).isLessThanOrEqualTo(1);
                assertThat(scaledUlp(sae.decode(a, count), expected.tensor("reconstruction").doubles())).isLessThanOrEqualTo(1);
            }
        }
    }

    private static double scaledUlp(float[] actual, double[] expected) {
        double error = 0;
        double largest = 0;
        for (int n = 0; n < expected.length; n++) {
            error = Math.max(error, Math.abs(actual[n] - expected[n]));
            largest = Math.max(largest, Math.abs(expected[n]));
        }
        assertThat(actual).hasSize(expected.length);
        return error / Math.ulp((float) largest);
    }
}
