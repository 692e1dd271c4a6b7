package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A result that lacks what its figures draw is named, and no page is made of the rest. */
class ReproduceReportCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '\0', textBlock = """
            89pct_population_test_L9_H4;{"summary": {"population": {"mean_rate": 0.5, "n_atoms": 3}}}
            behavioral_steering_100pct_midrank;{"summary": {"classes": {"mid": {}}}}
            memory_edit_F412;[
            """)
    void damagedResult(String claim, String result) throws Exception {
        Path file = Files.createDirectories(folder.resolve(claim)).resolve("summary.json");
        Files.writeString(file, result);
        CommandRun.of("reproduce", "report", folder).refused(file + ": ");
        assertThat(folder.resolve("report.html")).doesNotExist();
    }
}
