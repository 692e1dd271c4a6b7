package org.writesae.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;

/** The measurement of all atoms takes long with a large corpus: it says how far it is, and is not done a second time. */
class AlignmentUnitTest {

    @TempDir
    private Path folder;

    @Test
    void isKeptToTheBitAndSaysHowFarItIs() {
        int[][] passages = Arrays.copyOf(BundledCells.passages("gdn-tiny"), 3);
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(BundledCells.model("gdn-tiny"), backend)) {
            WriteSae sae = BundledCells.dictionary(model, "gdn-tiny", "bilinear_L2_H2");
            Alignment alignment = new Alignment(model, sae,
                    new Substitution.Plan(2, 2, List.of(0), 1, 2026, SubstitutionReadings.PRIMARY, null));
            List<AtomAlignment> expected = alignment.run(passages, done -> { });
            assertThat(expected).anyMatch(atom -> !atom.isAlive());
            List<String> told = new ArrayList<>();
            assertThat(alignment.run(passages, units(told), "atoms")).isEqualTo(expected);
            assertThat(told).containsExactly("atoms 0/1", "sequences 1/3", "sequences 2/3", "sequences 3/3", "atoms 1/1");
            told.clear();
            assertThat(alignment.run(passages, units(told), "atoms")).isEqualTo(expected);
            assertThat(told).containsExactly("atoms 1/1");
        }
    }

    private WorkUnits units(List<String> told) {
        JsonNode config = JsonNodeFactory.instance.objectNode();
        return WorkUnits.in(folder, config, Shard.ALL, 2, (name, done, all) -> told.add(name + " " + done + "/" + all));
    }
}
