package org.writesae.experiment.selectivity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.experiment.BundledCells;
import org.writesae.experiment.FlatSvdAtom;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Selectivity against full float64 replays. Sets are the same wherever their edge is clear: where the last change inside and
 * the first outside differ by less than {@value #EDGE} of themselves (changes of logits are within 1e-6 here, sizes from 1e-3 on),
 * one token may be another. Means and intervals of the stored records are SciPy's within 1e-12.
 */
class GoldenSelectivityTest {
    private static final double EDGE = 1e-4;

    private static final JsonNode GOLDEN = golden("gdn-tiny");
    private static final SelectivityPlan PLAN = new SelectivityPlan(GOLDEN.get("features_per_cell").asInt(), GOLDEN.get("cap").asInt(),
            GOLDEN.get("epsilon").asDouble(), SelectivityPlan.SIZES, GOLDEN.get("seed").asInt());

    private static JsonNode golden(String name) {
        return JsonFiles.read(BundledCells.DATA.resolve("golden/selectivity/" + name + ".json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gdn-tiny", "mamba2-tiny"})
    void agreesWithReplays(String name) {
        int[][] sequences = BundledCells.passages(name);
        int close = 0;
        int compared = 0;
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(BundledCells.model(name), backend)) {
            for (JsonNode cell : golden(name).get("cells")) {
                WriteSae sae = BundledCells.dictionary(model, BundledCells.DATA.resolve(cell.get("sae_checkpoint").asText()));
                WriteSae flat = BundledCells.dictionary(model, BundledCells.DATA.resolve(cell.get("flat_checkpoint").asText()));
                List<SelectivityRecord> records = new SelectivityCell(model, cell.get("cell").asText(), sae.config().layer(),
                        sae.config().head(), sae,
                        new FlatSvdAtom(flat, FlatSvdAtom.Of.RECONSTRUCTION, model.config().dk(), model.config().dv()), PLAN)
                                .run(sequences, WorkUnits.inMemory(2));
                assertThat(records).hasSize(cell.get("records").size());
                for (int n = 0; n < records.size(); n++) {
                    close += compare(records.get(n), cell.get("records").get(n));
                    compared += SelectivityControl.values().length * PLAN.sizes().size();
                }
            }
        }
        assertThat(close).as("sets with an edge that is not clear, of %d", compared).isLessThan(compared / 4);
    }

    /** @return sets whose edge was not clear */
    private static int compare(SelectivityRecord own, JsonNode expected) {
        SelectivityRecord wanted = SelectivityRecord.of(expected);
        assertThat(List.of(own.feature(), own.passage(), own.position()))
                .isEqualTo(List.of(wanted.feature(), wanted.passage(), wanted.position()));
        int close = 0;
        for (SelectivityControl control : SelectivityControl.values()) {
            for (int place = 0; place < PLAN.sizes().size(); place++) {
                boolean clear = expected.get("smallest_gap").get(control.option()).get(place).doubleValue() > EDGE;
                close += clear ? 0 : 1;
                double limit = clear ? 1e-12 : 1.0 / PLAN.sizes().get(place) + 1e-12;
                assertThat(own.values().get(control).get(place)).as("%s, K %d of %s", control, PLAN.sizes().get(place), wanted)
                        .isCloseTo(wanted.values().get(control).get(place), within(limit));
            }
        }
        return close;
    }

    @Test
    void statisticsAreScipys() {
        Map<String, List<SelectivityRecord>> cells = new LinkedHashMap<>();
        GOLDEN.get("cells").forEach(cell -> cells.put(cell.get("cell").asText(),
                cell.get("records").valueStream().map(SelectivityRecord::of).toList()));
        JsonNode summary = new SelectivitySummary(PLAN, cells, 256).json();
        for (SelectivityControl control : SelectivityControl.values()) {
            for (int place = 0; place < PLAN.sizes().size(); place++) {
                JsonNode own = summary.get("by_k").get(control.option()).get(PLAN.sizes().get(place).toString());
                JsonNode expected = GOLDEN.get("over_cells").get(control.option()).get(place);
                assertThat(own.get("mean").doubleValue()).isCloseTo(expected.get("mean").doubleValue(), within(1e-12));
                assertThat(own.get("min").doubleValue()).isCloseTo(expected.get("min").doubleValue(), within(1e-12));
                assertThat(own.get("ci95").get(0).doubleValue()).isCloseTo(expected.get("ci95").get(0).doubleValue(), within(1e-12));
                assertThat(own.get("ci95").get(1).doubleValue()).isCloseTo(expected.get("ci95").get(1).doubleValue(), within(1e-12));
            }
        }
        assertThat(summary.get("n_triples").asInt()).isEqualTo(4 * PLAN.features());
    }

    @Test
    void equalChangesGoByTheLowerId() {
        assertThat(MovedSets.top(new double[] {1, 3, 2, 3, 0, 2}, 4)).containsExactly(1, 3, 2, 5);
        assertThat(MovedSets.top(new double[] {5, 5, 5, 5}, 2)).containsExactly(0, 1);
        assertThat(MovedSets.selectivity(new int[] {1, 3, 2}, new int[] {3, 4, 1}, 2)).isEqualTo(0.5);
    }

    @Test
    void orthogonalPartsAreOrthogonal() {
        float[] factors = {1, 2, 0, 1, 2, 1e-3f, 0, 0, 0};
        double[] rest = Orthogonal.to(factors, 0, 3, new double[] {1, 0, 5});
        assertThat(rest[0] + 2 * rest[1]).isCloseTo(0, within(1e-8));
        assertThat(rest[2]).isCloseTo(0, within(1e-8));
        assertThat(rest[0]).isCloseTo(0.8, within(1e-8));
    }
}
