package org.writesae.model;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import org.writesae.io.ShardedSafetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

import static org.assertj.core.api.Assertions.assertThat;

/** The output matrix in memory and read band by band. */
class OutputMatrixTest {
    private static final Path MODEL = GoldenModelTest.DATA.resolve("models/gdn-tiny");

    @Test
    void rowsAreTheSameInMemoryAndFromTheFile() {
        try (TensorFile file = ShardedSafetensors.open(MODEL)) {
            Tensor stored = file.tensor("model.language_model.embed_tokens.weight");
            OutputMatrix resident = OutputMatrix.resident(WeightReader.transposed(stored), 256);
            OutputMatrix streamed = OutputMatrix.streamed(stored);
            double[] all = stored.doubles();
            for (int token : new int[] {0, 101, 255}) {
                double[] row = java.util.Arrays.copyOfRange(all, token * 64, (token + 1) * 64);
                assertThat(resident.row(token)).isEqualTo(row);
                assertThat(streamed.row(token)).isEqualTo(row);
            }
        }
    }
}
