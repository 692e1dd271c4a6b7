package org.writesae.io;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file that several runs fill, and what a run leaves that was stopped. */
class NpyRowsTest {
    @TempDir
    private Path folder;

    private NpyRows rows(DType dtype) {
        return new NpyRows(folder.resolve("deep/x.npy"), dtype, 3, 2);
    }

    @Test
    void rowsOfSeveralRunsMakeOneFile() {
        rows(DType.F32).write(2, new float[] {5, 6});
        rows(DType.F32).write(0, new float[] {1, 2, 3, 4});
        assertThat(folder.resolve("deep/x.npy")).doesNotExist();
        rows(DType.F32).requireBegun();
        rows(DType.F32).publish();
        assertThat(Npy.open(folder.resolve("deep/x.npy")).requireShape(3, 2).floats()).containsExactly(1, 2, 3, 4, 5, 6);
        rows(DType.F32).publish();
        assertThat(folder.resolve("deep")).isDirectoryContaining(file -> file.endsWith("x.npy"));
    }

    /** A full disk, or a process that was killed, can leave a file without its header. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 1000})
    void aFileThatWasCutOffBeforeItsFirstRowBeginsAnew(int length) throws Exception {
        Files.createDirectories(folder.resolve("deep"));
        Files.write(folder.resolve("deep/x.npy.part"), new byte[length]);
        rows(DType.F16).write(1, new float[] {3, 4});
        rows(DType.F16).publish();
        assertThat(Npy.open(folder.resolve("deep/x.npy")).requireShape(3, 2).floats()).containsExactly(0, 0, 3, 4, 0, 0);
    }

    @Test
    void whatDoesNotFitIsNamed() throws Exception {
        assertThatThrownBy(() -> rows(DType.F16).write(1, new float[] {3, 4, 65_520, 0})).isInstanceOf(InputException.class)
                .hasMessageEndingWith("x.npy: row 2 holds 65520.0, which float16 cannot; use float32");
        rows(DType.F16).write(1, new float[] {3, Float.NaN});
        assertThatThrownBy(rows(DType.F32)::requireBegun).isInstanceOf(InputException.class)
                .hasMessageContaining("x.npy.part: ").hasMessageContaining("not what the earlier run began");
        Files.delete(folder.resolve("deep/x.npy.part"));
        assertThatThrownBy(rows(DType.F16)::requireBegun).isInstanceOf(InputException.class)
                .hasMessageContaining("x.npy.part: missing");
    }
}
