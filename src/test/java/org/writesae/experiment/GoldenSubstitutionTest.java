package org.writesae.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every reading of the replacement test on the bundled models against upstream in float64, where each
 * condition is a full replay of its sequence.
 */
class GoldenSubstitutionTest {
    private static final Path DATA = Path.of("reference-data");
    /** DESIGN: per-firing KL within 1e-4 relative or 1e-8 absolute of float64 replays. */
    private static final double RELATIVE = 1e-4;
    private static final double ABSOLUTE = 1e-8;

    private static final JvmBackend BACKEND = new JvmBackend(2);
    private static final Map<String, HostModel> MODELS = new HashMap<>();

    @AfterAll
    static void close() {
        MODELS.values().forEach(HostModel::close);
        BACKEND.close();
    }

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.walk(DATA.resolve("golden/substitution"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.endsWith("random.json") && !file.endsWith("case.json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsReplaysInFloat64(Path file) {
        JsonNode golden = JsonFiles.read(file);
        JsonNode config = golden.get("config");
        List<SubstitutionRecord> records;
        HostModel model = MODELS.computeIfAbsent(config.get("model").asText(),
                name -> Families.load(DATA.resolve(name), BACKEND));
        SaeCheckpoint checkpoint = SaeCheckpoint.load(DATA.resolve(config.get("sae_checkpoint").asText()));
        WriteSae sae = new WriteSae(Orientation.of(null, checkpoint.config(), model.config(), model.name())
                .canonical(checkpoint), BACKEND);
        records = new Substitution(model, sae, plan(file, config)).run(
                sequences(DATA.resolve(config.get("tokens").asText())), (sequences, firings) -> { });
        List<String> wrong = new ArrayList<>();
        assertThat(records).hasSize(golden.get("records").size());
        for (int n = 0; n < records.size(); n++) {
            compare(records.get(n), golden.get("records").get(n), n, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private static Substitution.Plan plan(Path file, JsonNode config) {
        Path folder = file.getParent().endsWith("all") ? file.getParent().getParent() : file.getParent();
        List<Integer> features = new ArrayList<>();
        config.get("feature_ids").forEach(feature -> features.add(feature.asInt()));
        SubstitutionReadings readings = new SubstitutionReadings(
                Reading.parse(WriteReading.class, config.get("write").asText(), file, "write"),
                Reading.parse(Amplitude.class, config.get("amplitude").asText(), file, "amplitude"),
                Reading.parse(RandomControl.class, config.get("random").asText(), file, "random"),
                Reading.parse(FiringSelection.class, config.get("select").asText(), file, "select"),
                Reading.parse(ReadOut.class, config.get("read").asText(), file, "read"), KlDirection.NATIVE_COND);
        return new Substitution.Plan(config.get("layer").asInt(), config.get("head").asInt(), features,
                config.get("cap").asInt(), config.get("seed").asInt(), readings, folder.resolve("random.json"));
    }

    static int[][] sequences(Path file) {
        int[] all = Npy.open(file).ints();
        int length = (int) Npy.open(file).shape(1);
        int[][] sequences = new int[all.length / length][];
        for (int s = 0; s < sequences.length; s++) {
            sequences[s] = java.util.Arrays.copyOfRange(all, s * length, (s + 1) * length);
        }
        return sequences;
    }

    private static void compare(SubstitutionRecord actual, JsonNode expected, int n, List<String> wrong) {
        assertThat(actual.featureId()).isEqualTo(expected.get("feature_id").asInt());
        assertThat(actual.promptId()).isEqualTo(expected.get("prompt_id").asInt());
        assertThat(actual.firingPosition()).isEqualTo(expected.get("firing_position").asInt());
        near(n, "kl_atom", actual.klAtom(), expected, wrong);
        near(n, "kl_ablate", actual.klDelete(), expected, wrong);
        near(n, "kl_random", actual.klRandom(), expected, wrong);
        near(n, "kl_atom_reverse", actual.klAtomReverse(), expected, wrong);
        near(n, "kl_ablate_reverse", actual.klDeleteReverse(), expected, wrong);
        near(n, "kl_random_reverse", actual.klRandomReverse(), expected, wrong);
        near(n, "coefficient", actual.coefficient(), expected, wrong);
        near(n, "norm_native", actual.normNative(), expected, wrong);
        near(n, "cosine", actual.cosine(), expected, wrong);
    }

    private static void near(int n, String name, double actual, JsonNode expected, List<String> wrong) {
        double value = expected.get(name).asDouble();
        if (!(Math.abs(actual - value) <= Math.max(ABSOLUTE, RELATIVE * Math.abs(value)))) {
            wrong.add(n + " " + name + ": " + actual + ", expected " + value);
        }
    }
}
