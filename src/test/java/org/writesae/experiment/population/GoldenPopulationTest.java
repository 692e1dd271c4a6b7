package org.writesae.experiment.population;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.experiment.Amplitude;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.KlDirection;
import org.writesae.experiment.Orientation;
import org.writesae.experiment.RandomControl;
import org.writesae.experiment.ReadOut;
import org.writesae.experiment.Reading;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The population test against full replays in float64 and SciPy: sample, random controls and wins must be the same, so
 * that statistics of counts agree within 1e-12. Divergences within 1e-4 relative or 1e-8 absolute, log p within 1e-6,
 * cosines within 1e-6; a median of differences of divergences within the sum of both limits.
 */
class GoldenPopulationTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));
    private static final List<String> EXACT = List.of("feature_id", "prompt_id", "firing_position", "top1_native", "top1_atom",
            "top1_ablate", "top1_random");

    @ParameterizedTest
    @ValueSource(strings = {"gdn-tiny", "mamba2-tiny"})
    void agreesWithReplays(String name) throws Exception {
        JsonNode golden = JsonFiles.read(DATA.resolve("golden/population/" + name + ".json"));
        JsonNode config = golden.get("config");
        PopulationPlan plan = plan(config);
        ClaimOutput output;
        try (JvmBackend backend = new JvmBackend(1);
                HostModel model = Families.load(DATA.resolve(config.get("model").asText()), backend)) {
            SaeCheckpoint stored = SaeCheckpoint.load(DATA.resolve(config.get("sae_checkpoint").asText()));
            WriteSae sae = new WriteSae(Orientation.of(null, stored.config(), model.config(), name).canonical(stored), backend);
            ObjectNode stated = JsonNodeFactory.instance.objectNode();
            PopulationClaim.describe(stated, plan);
            output = new PopulationClaim(new PopulationTest(model, sae, plan), passages(config)).run(WorkUnits.inMemory(2), stated);
        }
        records(output.files().get(PopulationClaim.RECORDS), golden.get("records"));
        atoms(output.result(), golden);
        summary(output.result().get("summary"), golden.get("summary"));
        axes(output.result(), golden.get("axes"));
    }

    private static PopulationPlan plan(JsonNode config) {
        List<Integer> registers = new ArrayList<>();
        config.get("registers").forEach(count -> registers.add(count.asInt()));
        SubstitutionReadings readings = new SubstitutionReadings(WriteReading.RAW, Amplitude.NATURAL,
                Reading.parse(RandomControl.class, config.get("random").asText(), "golden", "random"),
                Reading.parse(FiringSelection.class, config.get("select").asText(), "golden", "select"), ReadOut.NEXT,
                KlDirection.NATIVE_COND);
        int seed = config.get("seed").asInt();
        return new PopulationPlan(config.get("layer").asInt(), config.get("head").asInt(), readings, FiringSelection.ANY,
                new Sampling(config.get("bundles").asInt(), registers, 0.05, seed), config.get("cap").asInt(),
                config.get("min_firings").asInt(), config.get("count_tokens").asInt(), seed);
    }

    private static int[][] passages(JsonNode config) {
        Path file = DATA.resolve(config.get("tokens").asText());
        int[] all = Npy.open(file).ints();
        int length = (int) Npy.open(file).shape(1);
        int[][] passages = new int[all.length / length][];
        Arrays.setAll(passages, n -> Arrays.copyOfRange(all, n * length, (n + 1) * length));
        return passages;
    }

    private static void records(String lines, JsonNode golden) throws Exception {
        List<String> records = lines.lines().toList();
        assertThat(records).hasSize(golden.size());
        for (int n = 0; n < records.size(); n++) {
            JsonNode actual = new JsonMapper().readTree(records.get(n));
            JsonNode expected = golden.get(n);
            for (var field : expected.properties()) {
                double value = field.getValue().asDouble();
                double limit = EXACT.contains(field.getKey()) || field.getKey().startsWith("next_rank") ? 0
                        : field.getKey().startsWith("kl_") ? divergence(value) : 1e-6;
                assertThat(actual.get(field.getKey()).asDouble()).as("record %d %s", n, field.getKey()).isCloseTo(value, within(limit));
            }
        }
    }

    private static double divergence(double value) {
        return Math.max(1e-8, 1e-4 * Math.abs(value));
    }

    private static void atoms(ObjectNode result, JsonNode golden) {
        List<Integer> sampled = new ArrayList<>();
        result.get("atoms").forEach(atom -> sampled.add(atom.get("feature_id").asInt()));
        List<Integer> expected = new ArrayList<>();
        golden.get("sampled").forEach(feature -> expected.add(feature.asInt()));
        assertThat(sampled).isEqualTo(expected);
        for (JsonNode atom : golden.get("atoms")) {
            JsonNode actual = result.get("atoms").get(sampled.indexOf(atom.get("feature_id").asInt()));
            same(actual, atom, "n_firings", "n_firings", 0);
            same(actual, atom, "n_wins", "n_wins", 0);
            same(actual, atom, "n_firings_counted", "count", 0);
            same(actual, atom, "median_cosine", "median_cosine", 1e-6);
            same(actual, atom, "median_delta_kl", "delta_kl", 2e-8 + 1e-3 * Math.abs(atom.get("delta_kl").asDouble()));
            same(actual, atom, "top1_changes_ablate", "disrupt_ablate", 1e-15);
            same(actual, atom, "top1_changes_atom", "disrupt_atom", 1e-15);
        }
    }

    private static void summary(JsonNode actual, JsonNode golden) {
        JsonNode population = actual.get("population");
        for (String name : List.of("n_sampled", "n_atoms", "n_registers", "mean_rate", "median_rate", "min_rate", "max_rate",
                "register_mean_rate", "bundle_mean_rate", "mann_whitney_u", "mann_whitney_p", "spearman_rho", "spearman_p")) {
            same(population, golden, name, name, 1e-12);
        }
        // The cosines are measured, not counted.
        same(population, golden, "pearson_r", "pearson_r", 1e-6);
        same(population, golden, "pearson_p", "pearson_p", 1e-6);
        for (int end = 0; end < 2; end++) {
            assertThat(population.get("mean_rate_ci95").get(end).asDouble())
                    .isCloseTo(golden.get("mean_rate_ci95").get(end).asDouble(), within(1e-12));
        }
        for (int n = 0; n < 5; n++) {
            for (String name : List.of("n_atoms", "n_firings", "n_wins")) {
                same(population.get("cosine_bins").get(n), golden.get("cosine_bins").get(n), name, name, 0);
            }
        }
        for (var field : golden.get("pooled").properties()) {
            if (field.getValue().isNumber()) {
                same(actual, golden.get("pooled"), field.getKey(), field.getKey(),
                        field.getKey().startsWith("median") ? divergence(field.getValue().asDouble()) : 1e-12);
            }
        }
    }

    private static void axes(ObjectNode result, JsonNode golden) {
        List<AtomRow> kept = new ArrayList<>();
        result.get("atoms").forEach(atom -> kept.add(AtomRowJson.read(atom, "result", "atom")));
        kept.removeIf(row -> row.firings() < result.at("/config/min_firings").asInt());
        JsonNode summary = new ClassAxes((ObjectNode) result.get("config"), kept).result().get("summary");
        List<List<String>> names = List.of(List.of("delta_kl", "delta_kl"), List.of("top1_changes_ablate", "disrupt_ablate"),
                List.of("top1_changes_atom", "disrupt_atom"), List.of("n_firings_counted", "count"));
        for (List<String> axis : names) {
            for (String name : List.of("cliffs_delta", "dominance_2p_minus_1", "mann_whitney_u", "mann_whitney_p")) {
                same(summary.get(axis.get(0)), golden.get(axis.get(1)), name, name, 1e-12);
            }
            same(summary.get(axis.get(0)), golden.get(axis.get(1)), "register_median", "register_median", 2e-8);
            same(summary.get(axis.get(0)), golden.get(axis.get(1)), "bundle_median", "bundle_median", 2e-8);
        }
        same(summary, golden, "pearson_cosine_top1_changes_ablate", "pearson_cosine_disrupt_ablate", 1e-6);
        same(summary, golden, "pearson_cosine_top1_changes_ablate_p", "pearson_cosine_disrupt_ablate_p", 1e-6);
        same(summary, golden, "spearman_cosine_n_firings", "spearman_cosine_count", 1e-12);
        same(summary, golden, "spearman_cosine_n_firings_p", "spearman_cosine_count_p", 1e-12);
    }

    private static void same(JsonNode actual, JsonNode expected, String name, String golden, double limit) {
        assertThat(actual.get(name).asDouble()).as(name).isCloseTo(expected.get(golden).asDouble(), within(limit));
    }
}
