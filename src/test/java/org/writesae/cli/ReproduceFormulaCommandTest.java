package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;
import org.writesae.reference.published.PublishedComparison;
import org.writesae.reference.published.PublishedData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The commands of the logit formula; their numbers are held in GoldenFormulaTest and GoldenSignsTest. */
class ReproduceFormulaCommandTest {
    private static final String CLOSED_FORM = ReproduceClosedFormCommand.CLAIM;
    private static final String SIGNS = ReproduceSignTestCommand.CLAIM;

    @TempDir
    private Path folder;

    private static CommandRun closedForm(Object... more) {
        return run(List.of("reproduce", CLOSED_FORM, "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE, "--tokens",
                CommandRun.CORPUS), more);
    }

    private static CommandRun signs(Object... more) {
        List<Object> given = List.of(more);
        List<Object> words = new ArrayList<>(List.of("reproduce", SIGNS, "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS));
        List.of("--layer", "--head").stream().filter(option -> !given.contains(option)).forEach(option -> words.addAll(List.of(option, 2)));
        return run(words, more);
    }

    private static CommandRun run(List<?> words, Object... more) {
        List<Object> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray());
    }

    private String result(String out, String claim) throws IOException {
        Path place = folder.resolve(out).resolve(claim);
        return Files.readString(place.resolve("summary.json")) + Files.readString(place.resolve("records.jsonl"));
    }

    @Test
    void closedFormWritesCellsAndSummary() throws IOException {
        JsonNode line = closedForm("--out", folder.resolve("r"), "--atoms", 3, "--scan", 4, "--prompts", 6, "--eval-tokens", 5, "--json")
                .done().json();
        JsonNode file = JsonFiles.read(folder.resolve("r").resolve(CLOSED_FORM).resolve("summary.json"));
        assertThat(line.get("summary")).isEqualTo(file.get("summary"));
        assertThat(file.at("/config/features")).hasSize(3);
        assertThat(file.at("/config/eval_tokens")).hasSize(5);
        assertThat(file.at("/config/paper_formula").textValue()).isEqualTo("not computable: ⟨w, q⟩ needs d_v = d_k, here 24 and 16");
        assertThat(file.at("/summary/A/rank_1/n_cells").intValue()).isEqualTo(3 * 4);
        assertThat(file.at("/summary/C/n_cells").intValue()).isEqualTo(3 * 5);
        assertThat(Files.readAllLines(folder.resolve("r").resolve(CLOSED_FORM).resolve("records.jsonl"))).hasSize(3 * 4 * 6 + 3 * 5);
        assertThat(PublishedComparison.ofResult(PublishedData.at(CommandRun.DATA.resolve("published")), CLOSED_FORM, file))
                .hasSize(13).allSatisfy(number -> assertThat(number.why()).contains("gdn-tiny"));
        assertThat(closedForm("--out", folder.resolve("t"), "--features", "174", "--prompts", 6, "--eval-tokens", 0, "--position", "last",
                "--horizon", 3).done().out()).contains("1 atoms added in 6 places, read 3 later", "plain, no parameter")
                .doesNotContain("population C");
    }

    @Test
    void shardsGiveTheBytesOfOneRun() throws IOException {
        Object[][] plans = {{"--features", "174,87", "--prompts", 4, "--eval-tokens", 2}, {"--trials", 20}};
        for (int n = 0; n < plans.length; n++) {
            String claim = n == 0 ? CLOSED_FORM : SIGNS;
            shard(n, plans[n], claim + "one", "--threads", "1");
            shard(n, plans[n], claim + "a", "--shard", "1/2");
            shard(n, plans[n], claim + "b", "--shard", "2/2");
            shard(n, plans[n], claim + "both", "--merge", folder.resolve(claim + "a"), folder.resolve(claim + "b"));
            assertThat(result(claim + "both", claim)).isEqualTo(result(claim + "one", claim));
        }
    }

    private void shard(int n, Object[] plan, String out, Object... more) {
        List<Object> words = new ArrayList<>(List.of(plan));
        words.addAll(List.of("--out", folder.resolve(out)));
        words.addAll(List.of(more));
        (n == 0 ? closedForm(words.toArray()) : signs(words.toArray())).done();
    }

    @Test
    void signsWritesTrialsAndSummary() throws IOException {
        JsonNode line = signs("--out", folder.resolve("r"), "--trials", 50, "--json").done().json();
        JsonNode file = JsonFiles.read(folder.resolve("r").resolve(SIGNS).resolve("summary.json"));
        assertThat(line.get("summary")).isEqualTo(file.get("summary"));
        assertThat(file.at("/summary/n_trials").intValue()).isEqualTo(50);
        assertThat(Files.readAllLines(folder.resolve("r").resolve(SIGNS).resolve("records.jsonl"))).hasSize(50);
        assertThat(PublishedComparison.ofResult(PublishedData.at(CommandRun.DATA.resolve("published")), SIGNS, file))
                .hasSize(6).allSatisfy(number -> assertThat(number.why()).contains("gdn-tiny"));
        assertThat(signs("--out", folder.resolve("t"), "--trials", 9, "--key", "query").done().out())
                .contains("9 edits of one position", "refined_exact");
    }

    /** Part a of the falsification claim: the golden case of another family, by the command. */
    @Test
    void theFormulaElsewhere() throws IOException {
        Path model = CommandRun.DATA.resolve("models/mamba2-tiny");
        JsonNode golden = JsonFiles.read(CommandRun.DATA.resolve("golden/formula/mamba2-tiny.json")).get("summary");
        JsonNode summary = CommandRun.of("reproduce", "falsification", "--part", "a", "--model", model, "--sae-checkpoint",
                model.resolve("sae/bilinear_L2_H1/best.pt"), "--tokens", model.resolve("corpus.npy"), "--out", folder, "--atoms", 3,
                "--scan", 5, "--prompts", 6, "--epsilons", "0.1,1", "--ranks", 1, "--scales", "0.25,1", "--eval-tokens", 4,
                "--position", "last", "--json").done().json().get("summary");
        for (String number : List.of("/A/rank_1/plain/pooled_zero_parameter", "/A/rank_1/refined/pooled_zero_parameter",
                "/A/rank_1/plain/zero_parameter/median", "/A/rank_1/per_triple/median", "/C/plain/pooled_zero_parameter")) {
            double expected = golden.at(number).doubleValue();
            assertThat(summary.at(number).doubleValue()).as(number).isCloseTo(expected, within(1e-3 * (1 + Math.abs(expected))));
        }
        assertThat(JsonFiles.read(folder.resolve("falsification/summary.json")).at("/parts/a/summary/A")).isEqualTo(summary.get("A"));
        assertThat(Files.readAllLines(folder.resolve("falsification/part_a_records.jsonl"))).hasSize(3 * 2 + 3 * 4);
    }

    @Test
    void closedFormRefuses() {
        Object out = folder.resolve("out");
        closedForm("--out", out, "--epsilons", "0.1,0").refused("--epsilons 0.0", "above 0");
        closedForm("--out", out, "--epsilons", "1,3,1").refused("--epsilons [1.0, 3.0, 1.0]", "different numbers");
        closedForm("--out", out, "--ranks", "1,1").refused("--ranks [1, 1]", "different numbers");
        closedForm("--out", out, "--ranks", "300").refused("--ranks 300", "1 to 256");
        closedForm("--out", out, "--eval-tokens", "257").refused("--eval-tokens 257", "256 tokens");
        closedForm("--out", out, "--horizon", "0").refused("--horizon 0");
        closedForm("--out", out, "--horizon", "128").refused("--horizon 128: the longest passage has 128 tokens");
        closedForm("--out", out, "--position", "first").refused("--position", "firing, last");
        closedForm("--out", out, "--features", "9999").refused("9999");
        closedForm("--out", out, "--head", "4").refused("--head 4");
        run(List.of("reproduce", CLOSED_FORM, "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS, "--sae-checkpoint",
                CommandRun.MODEL.resolve("sae/bilinear-r2_L2_H2/best.pt"), "--out", out)).refused("of rank 2");
        assertThat(Path.of(out.toString())).doesNotExist();
    }

    @Test
    void signsRefuses() {
        Object out = folder.resolve("out");
        signs("--out", out, "--layer", 3).refused("--layer 3", "full-attention layer");
        signs("--out", out, "--head", 4).refused("--head 4", "heads 0 to 3");
        signs("--out", out, "--trials", 0).refused("--trials 0");
        signs("--out", out, "--magnitude", "NaN").refused("--magnitude");
        signs("--out", out, "--norm", "k").refused("--norm", "kv, write");
        signs("--out", out, "--key", "k").refused("--key", "write, query");
        run(List.of("reproduce", SIGNS, "--model", CommandRun.MODEL, "--tokens", "65", "--layer", 2, "--head", 2, "--out", out))
                .refused("passage 0 has one token");
        assertThat(Path.of(out.toString())).doesNotExist();
    }
}
