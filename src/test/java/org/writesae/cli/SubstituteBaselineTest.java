package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** {@code substitute --baseline}. */
class SubstituteBaselineTest {
    private static final Path FLAT = CommandRun.MODEL.resolve("sae/flat_L2_H2/best.pt");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"flat-svd", "flat-atom", "write-component"})
    void isStatedInTheResult(String kind) {
        List<Object> options = new ArrayList<>(List.of("--baseline", kind));
        if (!kind.equals("write-component")) {
            options.addAll(List.of("--baseline-checkpoint", FLAT));
        }
        run(options.toArray()).done();
        SubstitutionResult result = SubstitutionResult.read(directory.resolve("r.json"));
        assertThat(result.config().baseline()).startsWith(kind);
        assertThat(result.records()).isNotEmpty();
        run().done();
        SubstitutionResult atoms = SubstitutionResult.read(directory.resolve("r.json"));
        assertThat(atoms.config().baseline()).isNull();
        for (int n = 0; n < atoms.records().size(); n++) {
            assertThat(result.records().get(n).klDelete()).isEqualTo(atoms.records().get(n).klDelete());
            assertThat(result.records().get(n).klRandom()).isEqualTo(atoms.records().get(n).klRandom());
            assertThat(result.records().get(n).klAtom()).isNotEqualTo(atoms.records().get(n).klAtom());
        }
    }

    /** Mamba-2's flat dictionaries have the value axis first, as upstream's states; also one that doesn't state its axes. */
    @ParameterizedTest
    @CsvSource({"flat-svd, reconstruction, true", "flat-atom, decoder-atom, true", "flat-svd, reconstruction, false",
        "write-component, write-component, true"})
    void equalsReplaysOfMamba2InFloat64(String kind, String name, boolean stated) throws IOException {
        JsonNode golden = JsonFiles.read(CommandRun.DATA.resolve("golden/baseline-atoms/mamba2-tiny/" + name + ".json"));
        JsonNode config = golden.get("config");
        List<Object> words = new ArrayList<>(List.of("substitute", "--model", of(config, "model"), "--sae-checkpoint",
                of(config, "sae_checkpoint"), "--tokens", of(config, "tokens"), "--features", features(config), "--cap",
                config.get("cap").asInt(), "--out", directory.resolve("r.json"), "--baseline", kind));
        if (!kind.equals("write-component")) {
            Path flat = of(golden, "flat_checkpoint");
            words.addAll(List.of("--baseline-checkpoint", stated ? flat : withoutAxes(flat)));
        }
        CommandRun run = CommandRun.of(words.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err().contains("d_k and d_v not stated")).isEqualTo(!stated);
        List<SubstitutionRecord> records = SubstitutionResult.read(directory.resolve("r.json")).records();
        assertThat(records).hasSize(golden.get("records").size());
        for (int n = 0; n < records.size(); n++) {
            JsonNode expected = golden.get("records").get(n);
            SubstitutionRecord actual = records.get(n);
            assertThat(actual.firingPosition()).isEqualTo(expected.get("firing_position").asInt());
            near(actual.klAtom(), expected.get("kl_atom"));
            near(actual.klAtomReverse(), expected.get("kl_atom_reverse"));
            near(actual.klDelete(), expected.get("kl_ablate"));
            near(actual.cosine(), expected.get("cosine"));
        }
    }

    private static Path of(JsonNode config, String field) {
        return CommandRun.DATA.resolve(config.get(field).asText());
    }

    private static String features(JsonNode config) {
        List<String> ids = new ArrayList<>();
        config.get("feature_ids").forEach(id -> ids.add(id.asText()));
        return String.join(",", ids);
    }

    private static void near(double actual, JsonNode expected) {
        assertThat(actual).isCloseTo(expected.asDouble(), within(Math.max(1e-8, 1e-4 * Math.abs(expected.asDouble()))));
    }

    /** The weights in safetensors, with a configuration that gives d_in alone. */
    private Path withoutAxes(Path checkpoint) throws IOException {
        Path folder = directory.resolve("flat");
        CommandRun.of("convert", checkpoint, "--out", folder).done();
        ObjectMapper json = new ObjectMapper();
        ObjectNode config = (ObjectNode) json.readTree(folder.resolve("cfg.json").toFile());
        config.remove(List.of("d_k", "d_v"));
        json.writeValue(folder.resolve("cfg.json").toFile(), config);
        return folder;
    }

    @Test
    void badBaselines() {
        run("--baseline", "pca").refused("--baseline pca", "expected flat-svd");
        run("--baseline", "flat-svd").refused("--baseline flat-svd", "--baseline-checkpoint");
        run("--baseline-checkpoint", FLAT).refused("goes with --baseline flat-svd");
        run("--baseline", "write-component", "--baseline-checkpoint", FLAT).refused("goes with --baseline flat-svd");
        run("--baseline", "flat-atom", "--baseline-checkpoint", CommandRun.SAE).refused("sae_type bilinear, flat was expected");
        run("--baseline", "flat-atom", "--baseline-checkpoint", directory.resolve("none.pt")).refused("none.pt");
    }

    private CommandRun run(Object... more) {
        List<Object> words = new ArrayList<>(List.of("substitute", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE,
                "--features", 128, "--tokens", CommandRun.CORPUS, "--max-sequences", 3, "--cap", 3, "--select", "any", "--out",
                directory.resolve("r.json")));
        words.addAll(Arrays.asList(more));
        return CommandRun.of(words.toArray());
    }
}
