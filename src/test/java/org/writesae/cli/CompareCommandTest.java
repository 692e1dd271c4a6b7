package org.writesae.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import org.writesae.experiment.SubstitutionResult;
import org.writesae.experiment.SyntheticFirings;
import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CompareCommandTest {
    private final StringWriter out = new StringWriter();

    @TempDir
    private Path folder;
    private Path expected;

    @BeforeEach
    void writeAResult() {
        expected = folder.resolve("expected.json");
        SyntheticFirings.result(9, 4, 24).write(expected);
    }

    @Test
    void aResultEqualsItself() {
        assertThat(run(expected.toString(), expected.toString())).isZero();
        assertThat(out.toString()).contains("0 outside their limits").endsWith("equal within tolerance\n");
    }

    @Test
    void anotherRunDiffersAndIsListed() {
        Path actual = folder.resolve("actual.json");
        SyntheticFirings.result(9, 4, 25).write(actual);
        assertThat(run(actual.toString(), expected.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("summary.n_firings: 25, expected 24\n")
                .contains("not expected, is {").endsWith("they differ\n");
    }

    @Test
    void anotherVersionIsShownNotJudged() throws IOException {
        Path actual = edited("\"version\" : \"0.1.0\"", "\"version\" : \"0.2.0\"");
        assertThat(run(actual.toString(), expected.toString())).isZero();
        assertThat(out.toString()).contains("not judged: config.version: \"0.2.0\", expected \"0.1.0\"");
    }

    @Test
    void jsonIsOneObjectPerValue() throws IOException {
        Path actual = edited("\"seed\" : 2026", "\"seed\" : 2027");
        assertThat(run("--json", actual.toString(), expected.toString())).isEqualTo(1);
        String line = out.toString().lines().filter(text -> text.contains("config.seed")).findFirst().orElseThrow();
        assertThat(JsonMapper.builder().build().readTree(line)).hasToString("{\"path\":\"config.seed\","
                + "\"actual\":2027,\"expected\":2026,\"difference\":1.0,\"limit\":0.0,\"ok\":false}");
    }

    @Test
    void fieldsThatUpstreamLacksAreListedOnce() throws IOException {
        Path upstream = folder.resolve("upstream.json");
        Files.writeString(upstream, Files.readString(expected).replaceAll(",\"cosine\":[^,]*", ""));
        assertThat(run(expected.toString(), upstream.toString())).isZero();
        assertThat(out.toString()).containsOnlyOnce("not judged: records[*].cosine: 24 values");
    }

    @Test
    void unreadableFilesAndTolerancesAreBadInput() {
        assertThatThrownBy(() -> run(expected.toString(), folder.resolve("none.json").toString()))
                .isInstanceOf(InputException.class).hasMessageContaining("none.json");
        assertThat(run("--rel", "-1", expected.toString(), expected.toString())).isEqualTo(2);
        assertThat(run(expected.toString())).isEqualTo(2);
    }

    @Test
    void theNumbersOfThePaperJudgeAResult() throws IOException {
        String result = Files.readString(expected);
        Path paper = folder.resolve("paper.json");
        Files.writeString(paper, result.replaceAll("\"model\" : \"[^\"]*\"", "\"model\" : \"Qwen3.5-0.8B\""));
        assertThat(run(paper.toString(), "--published", "92pct_substitution")).isEqualTo(1);
        assertThat(out.toString()).containsPattern("\nsub.L9.n +24 +1851 +outside +off by -1827, no interval was printed\n")
                .contains("26 verdicts: 1 inside rounding, ").contains("not in this result: 29 numbers, of other cells, parts or options\n").contains("not judged: 11 numbers, in whole or in part\n",
                        "  1 by definition: the other two columns are divided by it: sub.ratio.columns#atom\n")
                .contains("quotient of sub.ratio.perpos.random and sub.ratio.perpos.delete (audit C9): sub.ratio.controls\n");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(120));
        assertThat(run(expected.toString(), "--published", "92pct_substitution", "--json")).isZero();
        assertThat(out.toString()).contains("\"outcome\":\"not comparable\",\"why\":\"other model: ")
                .contains("{\"id\":\"sub.ratio.columns#atom\",\"outcome\":\"not judged\",\"kind\":\"design\",\"why\":\"1 by definition: ");
        assertThatThrownBy(() -> run(expected.toString(), "--published", "nothing")).isInstanceOf(InputException.class)
                .hasMessageContaining("--published nothing");
        assertThat(run(expected.toString(), expected.toString(), "--published", "92pct_substitution")).isEqualTo(2);
    }

    private Path edited(String from, String to) throws IOException {
        Path actual = folder.resolve("actual.json");
        Files.writeString(actual, Files.readString(expected).replace(from, to));
        assertThat(SubstitutionResult.read(actual).records()).hasSize(24);
        return actual;
    }

    /** Exceptions pass through, as the main command turns them into exit codes. */
    private int run(String... arguments) {
        CommandLine line = new CommandLine(new CompareCommand());
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(new StringWriter()));
        AtomicReference<Exception> thrown = new AtomicReference<>();
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            thrown.set(failure);
            return 2;
        });
        int code = line.execute(arguments);
        if (thrown.get() instanceof RuntimeException failure) {
            throw failure;
        }
        return code;
    }
}
