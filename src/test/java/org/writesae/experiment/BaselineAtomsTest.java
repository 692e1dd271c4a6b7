package org.writesae.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.model.qwen35.QwenModel;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The baselines in the replacement test against replays of upstream's model in float64. */
class BaselineAtomsTest {
    private static final Path DATA = Path.of("reference-data");
    private static final Path GOLDEN = DATA.resolve("golden/baseline-atoms/gdn-tiny");
    private static final JvmBackend BACKEND = new JvmBackend(2);
    private static QwenModel model;

    @BeforeAll
    static void load() {
        model = QwenModel.load(DATA.resolve("models/gdn-tiny"), BACKEND);
    }

    @AfterAll
    static void close() {
        model.close();
        BACKEND.close();
    }

    @Test
    void flatReconstruction() {
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("reconstruction.json"));
        check(golden, flat(golden, FlatSvdAtom.Of.RECONSTRUCTION));
    }

    @Test
    void flatDecoderAtom() {
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("decoder-atom.json"));
        check(golden, flat(golden, FlatSvdAtom.Of.DECODER_ATOM));
    }

    @Test
    void writeComponent() {
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("write-component.json"));
        JsonNode config = golden.get("config");
        WriteComponent found = WriteComponent.of(model, sequences(config), config.get("layer").asInt(),
                config.get("head").asInt(), WriteReading.RAW);
        double[] component = found.component();
        for (int p = 0; p < component.length; p++) {
            double expected = golden.get("component").get(p / model.config().dv()).get(p % model.config().dv()).asDouble();
            assertThat(component[p]).isCloseTo(expected, within(1e-5));
        }
        WriteSae atoms = new WriteSae(SaeCheckpoint.load(DATA.resolve(config.get("sae_checkpoint").asText())), BACKEND);
        double[] cosines = found.cosines(atoms.keyFactors(), atoms.valueFactors(), atoms.config().rank());
        for (int i = 0; i < golden.get("cosines").size(); i++) {
            assertThat(cosines[i])
                    .isCloseTo(golden.get("cosines").get(i).asDouble(), within(1e-5));
        }
        check(golden, found);
    }

    /** The random control at the norm of what is substituted, and a dictionary of more than one term. */
    @Test
    void everyControlAndRank() {
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("reconstruction.json"));
        WriteSae rank2 = sae("models/gdn-tiny/sae/bilinear-r2_L2_H2/best.pt");
        for (RandomControl random : RandomControl.values()) {
            Substitution.Plan plan = plan(golden.get("config"), Amplitude.NATURAL, random, null);
            List<SubstitutionRecord> records = new Substitution(model, rank2, plan, flat(golden, FlatSvdAtom.Of.RECONSTRUCTION))
                    .run(sequences(golden.get("config")), 4, (s, f) -> { });
            assertThat(records).isNotEmpty().allSatisfy(r -> assertThat(r.klAtom()).isPositive());
        }
    }

    @Test
    void otherAutoencoders() {
        WriteSae bilinear = sae("models/gdn-tiny/sae/bilinear_L2_H2/best.pt");
        assertThatThrownBy(() -> new FlatSvdAtom(bilinear, FlatSvdAtom.Of.RECONSTRUCTION, 16, 24))
                .isInstanceOf(InputException.class).hasMessageContaining("not bilinear");
        WriteSae flat = sae("models/gdn-tiny/sae/flat_L2_H2/best.pt");
        assertThatThrownBy(() -> new FlatSvdAtom(flat, FlatSvdAtom.Of.RECONSTRUCTION, 16, 16))
                .isInstanceOf(InputException.class).hasMessageContaining("384 elements, the states are 16 x 16");
        assertThatThrownBy(() -> new WriteComponent(new double[4], new double[6], 2, 3)).isInstanceOf(InputException.class);
    }

    private static void check(JsonNode golden, BaselineAtom baseline) {
        JsonNode config = golden.get("config");
        Substitution.Plan plan = plan(config, Amplitude.NATURAL, RandomControl.SAME_COEFFICIENT,
                DATA.resolve("golden/substitution/gdn-tiny/bilinear_L2_H2/random.json"));
        List<SubstitutionRecord> records = new Substitution(model, sae(config.get("sae_checkpoint").asText()), plan, baseline)
                .run(sequences(config), (s, f) -> { });
        assertThat(records).hasSize(golden.get("records").size());
        for (int n = 0; n < records.size(); n++) {
            JsonNode expected = golden.get("records").get(n);
            SubstitutionRecord actual = records.get(n);
            assertThat(actual.featureId()).isEqualTo(expected.get("feature_id").asInt());
            assertThat(actual.firingPosition()).isEqualTo(expected.get("firing_position").asInt());
            near(actual.klAtom(), expected.get("kl_atom").asDouble());
            near(actual.klAtomReverse(), expected.get("kl_atom_reverse").asDouble());
            near(actual.klDelete(), expected.get("kl_ablate").asDouble());
            near(actual.klRandom(), expected.get("kl_random").asDouble());
            near(actual.cosine(), expected.get("cosine").asDouble());
        }
    }

    /** As the other golden runs of the replacement test: 1e-4 relative or 1e-8 absolute of float64 replays. */
    private static void near(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(Math.max(1e-8, 1e-4 * Math.abs(expected))));
    }

    private static FlatSvdAtom flat(JsonNode golden, FlatSvdAtom.Of of) {
        return new FlatSvdAtom(sae(golden.get("flat_checkpoint").asText()), of, model.config().dk(), model.config().dv());
    }

    private static WriteSae sae(String file) {
        return new WriteSae(SaeCheckpoint.load(DATA.resolve(file)), BACKEND);
    }

    private static int[][] sequences(JsonNode config) {
        return GoldenSubstitutionTest.sequences(DATA.resolve(config.get("tokens").asText()));
    }

    private static Substitution.Plan plan(JsonNode config, Amplitude amplitude, RandomControl random, Path draws) {
        List<Integer> features = new ArrayList<>();
        config.get("feature_ids").forEach(feature -> features.add(feature.asInt()));
        SubstitutionReadings readings = new SubstitutionReadings(WriteReading.RAW, amplitude, random, FiringSelection.ARGMAX,
                ReadOut.NEXT, KlDirection.NATIVE_COND);
        return new Substitution.Plan(config.get("layer").asInt(), config.get("head").asInt(), features,
                config.get("cap").asInt(), config.get("seed").asInt(), readings, draws);
    }
}
