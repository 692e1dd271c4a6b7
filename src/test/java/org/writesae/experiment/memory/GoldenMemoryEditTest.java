package org.writesae.experiment.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.experiment.BundledCells;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.Reading;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.WriteSae;
import org.writesae.stats.LinearFit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/**
 * Erasing and writing against full float64 replays: every log p and every change of it within 2e-6 nats, four times what was
 * measured (the model's logits are within 1.4e-6 of float64), sums over 30 firings within 1e-5; the same tokens, ranks and
 * positions; statistics of the stored records within 1e-12 of SciPy's.
 */
class GoldenMemoryEditTest {
    private static JsonNode golden(String name) {
        return JsonFiles.read(BundledCells.DATA.resolve("golden/memory-edit/" + name + ".json"));
    }

    private static MemoryEditPlan plan(JsonNode golden) {
        JsonNode caps = golden.get("caps");
        return new MemoryEditPlan(golden.get("layer").asInt(), golden.get("head").asInt(), golden.get("feature_id").asInt(),
                Reading.parse(WriteReading.class, golden.get("write").asText(), "golden", "write"),
                Reading.parse(FiringSelection.class, golden.get("select").asText(), "golden", "select"),
                Reading.parse(Detection.class, golden.get("detection").asText(), "golden", "detection"), OptionalInt.empty(),
                new MemoryEditPlan.Caps(caps.get("detection").asInt(), caps.get("erase").asInt(), caps.get("write").asInt(),
                        caps.get("dose").asInt()),
                magnitudes(golden.get("writes")), magnitudes(golden.get("doses")), golden.get("seed").asInt(),
                golden.get("resamples").asInt());
    }

    private static List<Double> magnitudes(JsonNode levels) {
        List<Double> all = new ArrayList<>();
        levels.forEach(level -> all.add(level.get("magnitude").doubleValue()));
        return all;
    }

    private static MemoryEditResult run(String name, MemoryEditPlan plan, int passages) {
        String folder = name.replaceAll("-(raw|delta)-.*", "");
        int[][] all = BundledCells.passages(folder);
        int[][] sequences = Arrays.copyOf(all, Math.min(passages, all.length));
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(BundledCells.model(folder), backend)) {
            WriteSae sae = BundledCells.dictionary(model, folder, "bilinear_L2_H" + plan.head());
            return new MemoryEdit(model, sae, plan).run(sequences, WorkUnits.inMemory(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gdn-tiny-raw-disjoint", "gdn-tiny-delta-same", "mamba2-tiny-raw-disjoint"})
    void agreesWithReplays(String name) {
        JsonNode golden = golden(name);
        MemoryEditResult result = run(name, plan(golden), Integer.MAX_VALUE);
        PreferredToken token = result.token();
        assertThat(token.token()).isEqualTo(golden.get("token_id").asInt());
        assertThat(token.firings()).isEqualTo(golden.get("detection_firings").asInt());
        assertThat(token.aStar()).isCloseTo(golden.get("a_star").asDouble(), within(1e-7));
        for (int n = 0; n < golden.get("top").size(); n++) {
            assertThat(token.top().get(n).token()).isEqualTo(golden.get("top").get(n).get("token_id").asInt());
            assertThat(token.top().get(n).sum()).isCloseTo(golden.get("top").get(n).get("sum_logp_difference").asDouble(),
                    within(1e-5));
        }
        assertThat(result.targets().silent()).isEqualTo(golden.get("silent_positions").asInt());
        assertThat(result.records()).hasSize(golden.get("records").size());
        for (int n = 0; n < result.records().size(); n++) {
            compare(result.records().get(n), EditRecord.of(golden.get("records").get(n)), n);
        }
    }

    private static void compare(EditRecord own, EditRecord expected, int n) {
        assertThat(List.of(own.kind(), own.magnitude(), own.passage(), own.position())).as("record %d", n)
                .isEqualTo(List.of(expected.kind(), expected.magnitude(), expected.passage(), expected.position()));
        assertThat(own.coefficient()).isCloseTo(expected.coefficient(), within(1e-7));
        assertThat(own.logpNative()).as("record %d", n).isCloseTo(expected.logpNative(), within(2e-6));
        assertThat(own.delta()).as("record %d", n).isCloseTo(expected.delta(), within(2e-6));
        assertThat(own.rankNative()).as("record %d", n).isEqualTo(expected.rankNative());
        assertThat(own.rankPatched()).as("record %d", n).isEqualTo(expected.rankPatched());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gdn-tiny-raw-disjoint", "gdn-tiny-delta-same", "mamba2-tiny-raw-disjoint"})
    void statisticsAreScipys(String name) {
        JsonNode golden = golden(name);
        List<EditRecord> records = new ArrayList<>();
        golden.get("records").forEach(record -> records.add(EditRecord.of(record)));
        compare(golden.get("erase"), golden, records.stream().filter(r -> r.kind() == EditRecord.Kind.ERASE).toList());
        for (EditRecord.Kind kind : List.of(EditRecord.Kind.WRITE, EditRecord.Kind.DOSE)) {
            for (JsonNode level : golden.get(kind == EditRecord.Kind.WRITE ? "writes" : "doses")) {
                compare(level, golden, records.stream()
                        .filter(r -> r.kind() == kind && r.magnitude() == level.get("magnitude").doubleValue()).toList());
            }
        }
        List<EditRecord> doses = records.stream().filter(r -> r.kind() == EditRecord.Kind.DOSE).toList();
        LinearFit fit = LinearFit.of(EditSummary.values(doses, EditRecord::magnitude), EditSummary.values(doses, EditRecord::delta));
        close(fit.slope(), golden.get("fit").get("slope"));
        close(fit.intercept(), golden.get("fit").get("intercept"));
        close(fit.r2(), golden.get("fit").get("r2"));
        close(fit.p(), golden.get("fit").get("p"));
    }

    private static void compare(JsonNode expected, JsonNode golden, List<EditRecord> edits) {
        EditSummary own = EditSummary.of(edits, golden.get("resamples").asInt(), golden.get("seed").asInt());
        assertThat(own.n()).isEqualTo(expected.get("n").asInt());
        close(own.median(), expected.get("median_delta_logp"));
        close(own.interval().low(), expected.get("median_ci95").get(0));
        close(own.interval().high(), expected.get("median_ci95").get(1));
        close(own.mean(), expected.get("mean_delta_logp"));
        close(own.wilcoxon().p(), expected.get("wilcoxon_p"));
        close(own.rankNative(), expected.get("median_rank_native"));
        close(own.rankPatched(), expected.get("median_rank_patched"));
    }

    private static void close(double own, JsonNode expected) {
        assertThat(own).isCloseTo(expected.doubleValue(), within(1e-12 * Math.max(1, Math.abs(expected.doubleValue()))));
    }

    /** With the same firings the sum of the detection is the mean of the test times its firings (conflict K35). */
    @Test
    void sameFiringsTestWhatChoseTheToken() {
        MemoryEditResult result = run("gdn-tiny-delta-same", plan(golden("gdn-tiny-delta-same")), Integer.MAX_VALUE);
        assertThat(result.token().sum()).isCloseTo(-result.erase().mean() * result.erase().n(), within(1e-9));
    }

    @Test
    void sayWhereNothingFires() {
        MemoryEditPlan plan = plan(golden("gdn-tiny-raw-disjoint"));
        assertThatThrownBy(() -> run("gdn-tiny-raw-disjoint", plan, 1)).isInstanceOf(InputException.class)
                .hasMessageContaining("--feature 174").hasMessageContaining("are erased");
    }
}
