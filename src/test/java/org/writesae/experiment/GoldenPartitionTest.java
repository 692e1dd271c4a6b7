package org.writesae.experiment;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.JsonFiles;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Firings and median cosines of every atom against a float64 run; cosines within 1e-6, of values up to 1. */
class GoldenPartitionTest {
    @ParameterizedTest
    @CsvSource({"gdn-tiny, raw-any, bilinear_L2_H2, 2, 2", "gdn-tiny, delta-argmax, bilinear_L2_H2, 2, 2",
        "mamba2-tiny, raw-any, bilinear_L2_H1, 2, 1", "deltanet-random-a, raw-any, bilinear_L1_H1, 1, 1",
        "deltanet-random-a, delta-any, bilinear_L1_H1, 1, 1", "gla-random-a, raw-any, bilinear_L1_H1, 1, 1",
        "rwkv7-random-a, raw-any, bilinear, 1, 2", "rwkv7-random-a, delta-any, bilinear, 1, 2"})
    void agreesWithUpstream(String name, String readingsOf, String dictionary, int layer, int head) {
        JsonNode golden = JsonFiles.read(BundledCells.DATA.resolve("golden/partition/" + name + "-" + readingsOf + ".json"));
        SubstitutionReadings p = SubstitutionReadings.PRIMARY;
        SubstitutionReadings readings = new SubstitutionReadings(
                Reading.parse(WriteReading.class, golden.get("write").asText(), "golden", "write"), p.amplitude(), p.random(),
                Reading.parse(FiringSelection.class, golden.get("select").asText(), "golden", "select"), p.read(), p.kl());
        List<AtomAlignment> atoms;
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(BundledCells.model(name), backend)) {
            WriteSae sae = BundledCells.dictionary(model, name, dictionary);
            atoms = new Alignment(model, sae, new Substitution.Plan(layer, head, List.of(0), 1, golden.get("seed").asInt(), readings, null))
                    .run(BundledCells.passages(name), done -> { });
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
