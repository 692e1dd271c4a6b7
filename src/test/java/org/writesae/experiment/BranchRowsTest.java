package org.writesae.experiment;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;

/** Branches of one pass: as many as gain something, and no more than the memory has room for. */
class BranchRowsTest {

    @Test
    void theRowsOfAPassFitTheMemory() {
        try (JvmBackend backend = new JvmBackend(1);
                HostModel model = Families.load(Path.of("reference-data/models/gdn-tiny"), backend)) {
            ModelConfig c = model.config();
            long row = 64L * c.hidden() * Double.BYTES + (long) c.heads() * c.dk() * c.dv() * Float.BYTES;
            assertThat(Interventions.branchRows(c, Long.MAX_VALUE)).isEqualTo(2048);
            assertThat(Interventions.branchRows(c, 3 * 1000 * row)).isEqualTo(1000);
            assertThat(Interventions.branchRows(c, 1)).isEqualTo(64);
        }
    }
}
