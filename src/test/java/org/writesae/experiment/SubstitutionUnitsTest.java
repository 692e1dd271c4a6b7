package org.writesae.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Units, shards and resumed runs give the records of one run. */
class SubstitutionUnitsTest {
    private static final Path MODEL = Path.of(System.getProperty("writesae.reference", "reference-data")).resolve("models/gdn-tiny");

    @TempDir
    private Path folder;

    private static Substitution.Plan plan(int cap) {
        return new Substitution.Plan(2, 2, List.of(150, 31, 44), cap, 2026, SubstitutionReadings.PRIMARY, null);
    }

    private static int[][] passages() {
        int[] all = Npy.open(MODEL.resolve("corpus.npy")).ints();
        int length = (int) Npy.open(MODEL.resolve("corpus.npy")).shape(1);
        int[][] passages = new int[all.length / length][];
        Arrays.setAll(passages, n -> Arrays.copyOfRange(all, n * length, (n + 1) * length));
        return passages;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 1000})
    void unitsAreTheRun(int cap) {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(MODEL, backend)) {
            WriteSae sae = new WriteSae(SaeCheckpoint.load(MODEL.resolve("sae/bilinear_L2_H2/best.pt")), backend);
            List<SubstitutionRecord> expected = new Substitution(model, sae, plan(cap)).run(passages(), (sequences, firings) -> { });
            SubstitutionUnits units = new SubstitutionUnits(() -> new Substitution(model, sae, plan(cap)), plan(cap), "L2H2");
            assertThat(units.run(passages(), WorkUnits.inMemory(2))).isEqualTo(expected);
        }
    }

    @Test
    void shardsAreTheRun() {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(MODEL, backend)) {
            WriteSae sae = new WriteSae(SaeCheckpoint.load(MODEL.resolve("sae/bilinear_L2_H2/best.pt")), backend);
            SubstitutionUnits units = new SubstitutionUnits(() -> new Substitution(model, sae, plan(9)), plan(9), "L2H2");
            assertThatThrownBy(() -> units.run(passages(), shard("1/2"))).isInstanceOf(UnfinishedWork.class)
                    .hasMessageContaining("passages-L2H2");
            assertThat(units.run(passages(), shard("2/2")))
                    .isEqualTo(new Substitution(model, sae, plan(9)).run(passages(), (sequences, firings) -> { }));
        }
    }

    private WorkUnits shard(String share) {
        return WorkUnits.in(folder, JsonNodeFactory.instance.objectNode(), Shard.parse("--shard", share), 1, (name, done, all) -> { });
    }
}
