package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.experiment.SubstitutionResult;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code substitute --baseline}. */
class SubstituteBaselineTest {
    private static final Path FLAT = CommandRun.MODEL.resolve("sae/flat_L2_H2/best.pt");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"flat-svd", "flat-atom", "write-component"})
    void isStatedInTheResult(String kind) {
        List<Object> options = new ArrayList<>(List.of("--baseline", kind));
        if (!kind.equals("write-component")) {
            options.addAll(List.of("--baseline-checkpoint", FLAT));
        }
        run(options.toArray()).done();
        SubstitutionResult result = SubstitutionResult.read(directory.resolve("r.json"));
        assertThat(result.config().baseline()).startsWith(kind);
        assertThat(result.records()).isNotEmpty();
        run().done();
        SubstitutionResult atoms = SubstitutionResult.read(directory.resolve("r.json"));
        assertThat(atoms.config().baseline()).isNull();
        for (int n = 0; n < atoms.records().size(); n++) {
            assertThat(result.records().get(n).klDelete()).isEqualTo(atoms.records().get(n).klDelete());
            assertThat(result.records().get(n).klRandom()).isEqualTo(atoms.records().get(n).klRandom());
            assertThat(result.records().get(n).klAtom()).isNotEqualTo(atoms.records().get(n).klAtom());
        }
    }

    @Test
    void badBaselines() {
        run("--baseline", "pca").refused("--baseline pca", "expected flat-svd");
        run("--baseline", "flat-svd").refused("--baseline flat-svd", "--baseline-checkpoint");
        run("--baseline-checkpoint", FLAT).refused("goes with --baseline flat-svd");
        run("--baseline", "write-component", "--baseline-checkpoint", FLAT).refused("goes with --baseline flat-svd");
        run("--baseline", "flat-atom", "--baseline-checkpoint", CommandRun.SAE).refused("sae_type bilinear, flat was expected");
        run("--baseline", "flat-atom", "--baseline-checkpoint", directory.resolve("none.pt")).refused("none.pt");
    }

    private CommandRun run(Object... more) {
        List<Object> words = new ArrayList<>(List.of("substitute", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE,
                "--features", 128, "--tokens", CommandRun.CORPUS, "--max-sequences", 3, "--cap", 3, "--select", "any", "--out",
                directory.resolve("r.json")));
        words.addAll(Arrays.asList(more));
        return CommandRun.of(words.toArray());
    }
}
