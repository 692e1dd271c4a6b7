package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The ablations of features, from probing on, against upstream's own functions in float64. States are float32 here: a loss of 4 to
 * 8 nats is held to 3e-8, and so is every difference of two; perplexities to 3e-8 of themselves, and differences of perplexities to
 * 3e-8 of what they are differences of. ρ and property means are exact but for rounding. Tests of ranks are equal as long as the
 * order of the changes is; t and d are ratios of changes that 3e-8 is 1e-5 of.
 */
class ReproduceAblationCommandTest {
    private static final Path GOLDEN = CommandRun.DATA.resolve("golden/circuit-ablation");
    private static final double LOSS = 3e-8;
    private static final double ROUNDING = 1e-12;
    private static final double RATIO = 1e-5;
    private static final Map<String, Double> RELATIVE = Map.of("welch_t", RATIO, "cohens_d", RATIO, "ratio_mean_abs", RATIO, "welch_p", RATIO);

    @TempDir
    private static Path shared;
    private static Path probing;

    @TempDir
    private Path folder;

    @BeforeAll
    static void probe() {
        CommandRun.of("reproduce", "probing", "--data-dir", GOLDEN, "--sae-checkpoint", CommandRun.SAE, "--out", shared).done();
        probing = shared.resolve("probing/summary.json");
    }

    private static CommandRun run(Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "circuit_ablation", "--data-dir", GOLDEN, "--model", CommandRun.MODEL));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private CommandRun bare(Object... more) {
        List<Object> words = new ArrayList<>(List.of("--sae-checkpoint", CommandRun.SAE, "--out", folder, "--probe", probing));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    private CommandRun few(Object... more) {
        List<Object> words = new ArrayList<>(List.of("--sae-checkpoint", CommandRun.SAE, "--n-sequences", 8, "--per-property", 1, "--doses", "2",
                "--properties", 2, "--random-sequences", 2, "--directions", 3, "--alive-features", 4));
        if (!List.of(more).contains("--out")) {
            words.addAll(List.of("--out", folder));
        }
        if (!List.of(more).contains("--probe")) {
            words.addAll(List.of("--probe", probing));
        }
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    @Test
    void agreesWithUpstream() {
        CommandRun done = run("--sae-checkpoint", CommandRun.SAE, "--out", shared, "--random-sequences", 10, "--directions", 24).done();
        assertThat(done.out()).contains("single: layer 2 head 2, 96 texts read on from token 32, convolutions reset", "and 48 more in the result",
                "group: layer 2", "largest of all: dot_density", "random: layer 2 head 2, 10 texts", "76 features left out");
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("gdn-tiny.json"));
        JsonNode joined = JsonFiles.read(shared.resolve("circuit_ablation/summary.json"));
        for (String part : List.of("single", "group", "random")) {
            JsonNode actual = JsonFiles.read(shared.resolve("circuit_ablation/part_" + part + ".json"));
            assertThat(joined.at("/parts/" + part)).isEqualTo(actual);
            golden.get(part).properties().stream().filter(field -> !field.getKey().equals("own_baselines"))
                    .forEach(field -> check(part + "/" + field.getKey(), actual.get(field.getKey()), field.getValue()));
        }
        JsonNode random = joined.at("/parts/random");
        check("own_baselines", random.at("/summary/own_baselines"), golden.at("/random/own_baselines"));
        assertThat(random.get("note").textValue()).contains("error of the reconstruction");
        compare();
    }

    private static void compare() {
        Path folder = shared.resolve("circuit_ablation");
        String ofSingle = CommandRun.of("compare", folder.resolve("part_single.json"), "--published", "circuit_ablation").out();
        assertThat(ofSingle).containsPattern("#selective +18 +17 ").containsPattern("#of +58 +25 ").contains("ablation#mean", "ablation#best",
                "4 not comparable");
        String ofGroup = CommandRun.of("compare", folder.resolve("part_group.json"), "--published", "circuit_ablation").out();
        assertThat(ofGroup).containsPattern("#grouped_positive +6 +7 ").containsPattern("#grouped_of +8 +8 ");
    }

    private static void check(String name, JsonNode actual, JsonNode expected) {
        assertThat(actual).as(name).isNotNull();
        if (expected.isObject()) {
            expected.properties().forEach(field -> check(name + "/" + field.getKey(), actual.get(field.getKey()), field.getValue()));
        } else if (expected.isArray()) {
            assertThat(actual).as(name).hasSameSizeAs(expected);
            for (int n = 0; n < expected.size(); n++) {
                check(name + "/" + n, actual.get(n), expected.get(n));
            }
        } else if (expected.isFloatingPointNumber()) {
            assertThat(actual.doubleValue()).as(name).isCloseTo(expected.doubleValue(), within(limit(name, expected.doubleValue())));
        } else {
            assertThat(actual).as(name).isEqualTo(expected);
        }
    }

    private static double limit(String name, double value) {
        String field = name.substring(name.lastIndexOf('/') + 1);
        if (RELATIVE.containsKey(field)) {
            return RELATIVE.get(field) * Math.abs(value);
        }
        if (field.contains("ppl")) {
            // Perplexities of these texts are up to 4,400.
            return LOSS * Math.max(value, field.startsWith("delta") ? 4400 : 1);
        }
        boolean exact = name.contains("rho") || field.endsWith("_mean") || field.startsWith("mann_whitney") || field.startsWith("pct_")
                || field.endsWith("fraction") || field.equals("quartile_size");
        return exact ? ROUNDING * Math.max(1, Math.abs(value)) : LOSS;
    }

    @Test
    void shardsGiveTheSameBytes() throws IOException {
        few("--out", folder.resolve("whole")).done();
        assertThat(few("--out", folder.resolve("first"), "--shard", "1/2").done().out()).contains("of texts are done");
        few("--out", folder.resolve("second"), "--shard", "2/2").done();
        few("--out", folder.resolve("merged"), "--merge", folder.resolve("first"), folder.resolve("second")).done();
        for (String file : List.of("summary.json", "part_single.json", "part_group.json", "part_random.json")) {
            assertThat(Files.readString(folder.resolve("merged/circuit_ablation").resolve(file)))
                    .isEqualTo(Files.readString(folder.resolve("whole/circuit_ablation").resolve(file)));
        }
    }

    /** Parts that are run one after the other stand in one result; the random part needs no probing. */
    @Test
    void partsAreJoined() {
        JsonNode random = few("--part", "random", "--probe", folder.resolve("none.json"), "--json").done().json();
        assertThat(random.at("/config/alive_features").intValue()).isEqualTo(4);
        assertThat(random.at("/summary/n_alive_features").intValue()).isEqualTo(4);
        few("--part", "group", "--conv", "carry").done();
        JsonNode joined = JsonFiles.read(folder.resolve("circuit_ablation/summary.json"));
        assertThat(joined.get("parts")).hasSize(2);
        assertThat(joined.at("/parts/group/config/conv").textValue()).isEqualTo("carry");
        assertThat(joined.at("/parts/group/config/doses").toString()).isEqualTo("[2]");
        joined.at("/parts/group/property_results").forEach(one -> assertThat(one.get("dose_curve")).hasSize(3));
    }

    @Test
    void takesOtherDictionaries() {
        Object[] asked = {"--part", "random", "--random-sequences", 1, "--directions", 2, "--alive-features", 2, "--out", folder, "--json"};
        for (String kind : List.of("flat_L2_H2", "rank1_L2_H2")) {
            List<Object> words = new ArrayList<>(List.of(asked));
            words.addAll(List.of("--sae-checkpoint", CommandRun.MODEL.resolve("sae/" + kind)));
            assertThat(run(words.toArray()).done().json().at("/summary/own_baselines/reconstruction_delta_loss").isNumber()).isTrue();
        }
    }

    @Test
    void refuses() throws IOException {
        bare("--part", "all").refused("--part", "single, group, random");
        bare("--quartile", "0.75").refused("--quartile 0.75: above 0 and at most 0.5");
        bare("--min-rho", "2").refused("--min-rho 2.0: 0 to 1");
        bare("--min-rho", "0.999").refused("no feature has a |ρ| of 0.999 or more");
        bare("--part", "group", "--min-features", "500").refused("no property has 500 features");
        bare("--doses", "1,1").refused("--doses [1, 1]", "different numbers");
        bare("--directions", "1").refused("--directions 1: at least 2");
        bare("--split", "1").refused("--split 1.0");
        bare("--layer", "3").refused("--layer 3", "full-attention layer");
        bare("--head", "4").refused("--head 4");
        run("--sae-checkpoint", CommandRun.SAE, "--out", folder, "--probe", GOLDEN.resolve("texts.json")).refused("texts.json: has no probe.features");
        run("--sae-checkpoint", CommandRun.SAE, "--out", folder).refused("probing/summary.json: not there; run reproduce probing");
        run("--sae-checkpoint", CommandRun.MODEL.resolve("sae/bilinear_L2_H1"), "--out", folder, "--probe", probing).refused("of L2 H2, this is L2 H1");
        run("--sae-checkpoint", CommandRun.MODEL.resolve("sae/bilinear_L2_H1"), "--out", folder, "--part", "random").refused("head_1.npy");
        Path texts = Files.writeString(folder.resolve("few.json"), "[\"one\"]");
        bare("--texts", texts).refused("few.json: 1 texts for 96 sequences");
        bare("--tokens", "1,2").refused("--split 0.5: of the 2 tokens");
        assertThat(folder.resolve("circuit_ablation")).doesNotExist();
    }
}
