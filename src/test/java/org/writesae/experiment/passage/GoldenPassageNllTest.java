package org.writesae.experiment.passage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.experiment.BundledCells;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.Reading;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.io.JsonFiles;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Losses of edited passages against full float64 replays with as many changes of the state, 92 to 127 each: within 1e-7 bits
 * per token; statistics of the stored losses within 1e-12 of SciPy's.
 */
class GoldenPassageNllTest {
    @ParameterizedTest
    @CsvSource({"gdn-tiny, raw-argmax-replace", "gdn-tiny, raw-any-add", "gdn-tiny, delta-argmax-replace", "mamba2-tiny, raw-argmax-replace"})
    void agreesWithReplays(String folder, String name) {
        JsonNode golden = JsonFiles.read(BundledCells.DATA.resolve("golden/passage-nll/" + folder + "-" + name + ".json"));
        PassageNllPlan plan = new PassageNllPlan(golden.get("layer").asInt(), golden.get("head").asInt(),
                Reading.parse(WriteReading.class, golden.get("write").asText(), "golden", "write"),
                Reading.parse(FiringSelection.class, golden.get("select").asText(), "golden", "select"),
                Reading.parse(Control.class, golden.get("control").asText(), "golden", "control"), golden.get("passages").asInt(),
                golden.get("seed").asInt(), golden.get("resamples").asInt());
        Set<Integer> registers = Registers.of(BundledCells.DATA.resolve("golden/partition/" + folder + "-raw-any.json"), plan.layer(), plan.head(),
                folder.equals("gdn-tiny") ? 256 : 128,
                golden.get("threshold").asDouble());
        assertThat(registers).hasSize(golden.get("registers").asInt());
        List<PassageLoss> expected = new ArrayList<>();
        golden.get("records").forEach(record -> expected.add(loss(record)));
        List<PassageLoss> losses = run(folder, plan, registers);
        assertThat(losses).hasSize(expected.size());
        for (int s = 0; s < losses.size(); s++) {
            assertThat(losses.get(s).edited()).as("passage %d", s).isEqualTo(expected.get(s).edited());
            assertThat(losses.get(s).natively()).as("passage %d", s).isCloseTo(expected.get(s).natively(), within(1e-7));
            assertThat(losses.get(s).delete()).as("passage %d", s).isCloseTo(expected.get(s).delete(), within(1e-7));
            assertThat(losses.get(s).random()).as("passage %d", s).isCloseTo(expected.get(s).random(), within(1e-7));
        }
        statistics(PassageSummary.of(expected, plan.resamples(), plan.seed()).json(), golden.get("summary"));
    }

    private static void statistics(JsonNode own, JsonNode expected) {
        expected.properties().forEach(entry -> {
            JsonNode value = own.get(entry.getKey());
            for (int n = 0; n < Math.max(1, value.size()); n++) {
                double wanted = value.isArray() ? entry.getValue().get(n).doubleValue() : entry.getValue().doubleValue();
                double found = value.isArray() ? value.get(n).doubleValue() : value.doubleValue();
                assertThat(found).as(entry.getKey()).isCloseTo(wanted, within(1e-12 * Math.max(1, Math.abs(wanted))));
            }
        });
    }

    private static PassageLoss loss(JsonNode record) {
        return new PassageLoss(record.get("prompt_id").asInt(), 127, record.get("n_edited").asInt(), record.get("nll_native").asDouble(),
                record.get("delta_delete").asDouble(), record.get("delta_random").asDouble());
    }

    private static List<PassageLoss> run(String folder, PassageNllPlan plan, Set<Integer> registers) {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(BundledCells.model(folder), backend)) {
            WriteSae sae = BundledCells.dictionary(model, folder, "bilinear_L2_H" + plan.head());
            return new PassageNll(model, sae, plan, registers).run(BundledCells.passages(folder), WorkUnits.inMemory(2));
        }
    }
}
