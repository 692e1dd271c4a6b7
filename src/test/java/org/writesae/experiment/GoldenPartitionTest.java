package org.writesae.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Firings and median cosines of every atom against a float64 run; cosines within 1e-6, of values up to 1. */
class GoldenPartitionTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));
    private static final Path MODEL = DATA.resolve("models/gdn-tiny");

    @ParameterizedTest
    @ValueSource(strings = {"raw-any", "delta-argmax"})
    void agreesWithUpstream(String name) {
        JsonNode golden = JsonFiles.read(DATA.resolve("golden/partition/gdn-tiny-" + name + ".json"));
        int[] all = Npy.open(MODEL.resolve("corpus.npy")).ints();
        int length = (int) Npy.open(MODEL.resolve("corpus.npy")).shape(1);
        int[][] sequences = new int[all.length / length][];
        Arrays.setAll(sequences, s -> Arrays.copyOfRange(all, s * length, (s + 1) * length));
        SubstitutionReadings p = SubstitutionReadings.PRIMARY;
        SubstitutionReadings readings = new SubstitutionReadings(
                Reading.parse(WriteReading.class, golden.get("write").asText(), "golden", "write"), p.amplitude(), p.random(),
                Reading.parse(FiringSelection.class, golden.get("select").asText(), "golden", "select"), p.read(), p.kl());
        List<AtomAlignment> atoms;
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(MODEL, backend)) {
            WriteSae sae = new WriteSae(SaeCheckpoint.load(MODEL.resolve("sae/bilinear_L2_H2/best.pt")), backend);
            atoms = new Alignment(model, sae, new Substitution.Plan(2, 2, List.of(0), 1, golden.get("seed").asInt(), readings, null))
                    .run(sequences, done -> { });
        }
        assertThat(atoms).hasSize(golden.get("atoms").size());
        for (JsonNode expected : golden.get("atoms")) {
            AtomAlignment atom = atoms.get(expected.get("feature_id").asInt());
            assertThat(atom.firings()).as("atom %d", atom.feature()).isEqualTo(expected.get("n_firings").asInt());
            if (atom.isAlive()) {
                assertThat(atom.medianCosine()).isCloseTo(expected.get("median_cosine").asDouble(), within(1e-6));
                assertThat(atom.medianNull()).isCloseTo(expected.get("median_null_cosine").asDouble(), within(1e-6));
                double mean = expected.get("mean_coefficient").asDouble();
                assertThat(atom.meanCoefficient()).isCloseTo(mean, within(1e-6 * mean));
            }
        }
    }
}
