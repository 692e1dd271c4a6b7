package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.experiment.Amplitude;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.KlDirection;
import org.writesae.experiment.RandomControl;
import org.writesae.experiment.ReadOut;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.experiment.WriteReading;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;

import static org.assertj.core.api.Assertions.assertThat;

class SubstituteCommandTest {
    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("r.json");
    }

    private CommandRun run(Object... more) {
        List<Object> words = new ArrayList<>(List.of("substitute", "--model", CommandRun.MODEL, "--sae-checkpoint",
                CommandRun.SAE, "--tokens", CommandRun.CORPUS, "--out", out(), "--max-sequences", 2, "--length", 48));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void writesResultAndReportAndPrintsTheTable() {
        Path report = folder.resolve("new folder/r.html");
        CommandRun run = run("--features", 128, 150, "--report", report).done();
        assertThat(run.out()).startsWith("replacement test, layer 2 head 2: ").contains("F128", "F150", "result: " + out(),
                "report: " + report);
        assertThat(report).content().contains("</html>");
        SubstitutionResult result = SubstitutionResult.read(out());
        assertThat(result.records()).isNotEmpty();
        assertThat(result.config().readings()).isEqualTo(SubstitutionReadings.PRIMARY);
        assertThat(result.config().cap()).isEqualTo(300);
        assertThat(result.config().seed()).isEqualTo(2026);
        assertThat(result.config().featureIds()).containsExactly(128, 150);
        assertThat(result.config().dictionary().checkpointForm()).isEqualTo("A");
    }

    @Test
    void summaryAsJson() {
        JsonNode line = run("--features", "128,150", "--json").done().json();
        assertThat(line.get("layer").asInt()).isEqualTo(2);
        assertThat(line.get("n_firings").asInt()).isEqualTo(SubstitutionResult.read(out()).records().size());
        assertThat(line.fieldNames()).toIterable().contains("out", "head", "win_rate_atom_vs_ablate",
                "win_rate_atom_vs_ablate_ci95", "median_kl_atom", "median_kl_ablate", "median_kl_random",
                "strict_chain_atom_lt_ablate_lt_random", "features");
    }

    @Test
    void everyReadingCanBeChosen() {
        run("--features", 128, "--write", "delta", "--amplitude", "matched", "--random", "gaussian", "--select", "any",
                "--read", "last", "--kl", "cond-native", "--cap", 3).done();
        SubstitutionResult result = SubstitutionResult.read(out());
        assertThat(result.records()).hasSize(3);
        assertThat(result.config().readings()).isEqualTo(new SubstitutionReadings(WriteReading.DELTA, Amplitude.MATCHED,
                RandomControl.GAUSSIAN, FiringSelection.ANY, ReadOut.LAST, KlDirection.COND_NATIVE));
    }

    @Test
    void theRandomControlFollowsTheAmplitude() {
        run("--features", 128, "--amplitude", "matched", "--cap", 1).done();
        assertThat(SubstitutionResult.read(out()).config().readings().random()).isEqualTo(RandomControl.NON_FIRING);
    }

    @Test
    void threadsDoNotChangeTheResult() throws Exception {
        run("--features", "128,44", "--threads", 1).done();
        byte[] one = Files.readAllBytes(out());
        run("--features", "128,44", "--threads", 3, "--device", "jvm").done();
        assertThat(out()).hasBinaryContent(one);
    }

    @Test
    void replayedDrawsFixTheControl() {
        Path draws = CommandRun.DATA.resolve("golden/substitution/gdn-tiny/bilinear_L2_H2/random.json");
        run("--features", 128, "--replay-random", draws).done();
        List<SubstitutionRecord> replayed = SubstitutionResult.read(out()).records();
        run("--features", 128, "--replay-random", draws, "--seed", 1).done();
        assertThat(SubstitutionResult.read(out()).records()).isEqualTo(replayed);
        run("--features", 128, "--seed", 1).done();
        assertThat(SubstitutionResult.read(out()).records()).isNotEqualTo(replayed).hasSameSizeAs(replayed);
    }

    @Test
    void passagesCanBeTyped() {
        typed("73, 110,32,116,104,101");
        assertThat(SubstitutionResult.read(out()).records()).allMatch(record -> record.firingPosition() < 5);
    }

    private CommandRun typed(Object tokens) {
        CommandRun run = CommandRun.of("substitute", "--model", CommandRun.MODEL, "--sae-checkpoint",
                CommandRun.SAE.getParent(), "--tokens", tokens, "--out", out(), "--features", 128, "--select", "any");
        assertThat(run.code()).isZero();
        return run;
    }

    @Test
    void aContradictionWithTheCheckpointIsNoted() {
        CommandRun run = run("--features", 128, "--head", 1);
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEqualTo("note: --head 1, although " + CommandRun.SAE + " states 2\n");
        assertThat(SubstitutionResult.read(out()).config().head()).isEqualTo(1);
    }

    @Test
    void nothingToTestIsAResult() {
        Path empty = folder.resolve("empty.npy");
        Npy.write(empty, Tensor.of("empty", new int[0], 0, 128));
        assertNothing(typed(empty), "holds no passage of two tokens or more");
        assertNothing(typed("65"), "--tokens holds no passage of two tokens or more");
        assertNothing(typed("65,66"), "none of the features fires in --tokens");
    }

    private void assertNothing(CommandRun run, String note) {
        assertThat(run.code()).isZero();
        assertThat(run.err()).startsWith("note: ").contains(note);
        assertThat(run.out()).contains("no firing was found");
        assertThat(out()).content().contains("\"summary\": {\n  \"n_firings\" : 0\n}", "\"records\": [");
    }
}
