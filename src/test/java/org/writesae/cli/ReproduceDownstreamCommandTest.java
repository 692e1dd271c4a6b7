package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;

import static org.assertj.core.api.Assertions.assertThat;

class ReproduceDownstreamCommandTest {
    private static final Path ALL = CommandRun.MODEL.resolve("sae");

    @TempDir
    private Path folder;

    private static CommandRun run(Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "downstream_ppl", "--model", CommandRun.MODEL, "--tokens",
                CommandRun.CORPUS, "--n-sequences", 2));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void everyQuestionHasItsFile() {
        CommandRun done = run("--sae-checkpoint", ALL, "--replace", "matched,one-by-one,curve,svd", "--out", folder, "--heads", "1,4,16",
                "--subsets", 2).done();
        assertThat(done.out()).contains("matched, 2 texts: ", "bilinear_r1", "bilinear_r2", "bilinear r1 vs flat", "flat, 4 heads", "rank 32");
        Path claim = folder.resolve("downstream_ppl");
        JsonNode matched = JsonFiles.read(claim.resolve("matched.json"));
        assertThat(matched.at("/sae_results/flat/n_heads_loaded").asInt()).isEqualTo(4);
        // There is one dictionary of rank 2, for head 2.
        assertThat(matched.get("n_heads_replaced").asInt()).isEqualTo(4);
        assertThat(matched.get("all_heads").asBoolean()).isFalse();
        assertThat(matched.at("/train_mse_summary/bilinear_r2/rank").asInt()).isEqualTo(2);
        assertThat(JsonFiles.read(claim.resolve("curve.json")).get("k_values").toString()).isEqualTo("[1,4]");
        JsonNode result = JsonFiles.read(claim.resolve("summary.json"));
        assertThat(result.get("matched")).isEqualTo(matched);
        assertThat(result.at("/config/conv").asText()).isEqualTo("reset");
        assertThat(result.at("/config/head").asText()).isEqualTo("all");
        // The whole state, to its rounding.
        assertThat(result.at("/svd/svd_results/32/delta_pct").asDouble()).isBetween(-1e-5, 1e-5);
        CommandRun compared = CommandRun.of("compare", claim.resolve("summary.json"), "--published", "downstream_ppl");
        assertThat(compared.out()).contains("pre.ppl.L9.flat", "not comparable");
    }

    /** Without --n-sequences every question has the texts of upstream's script for it. */
    @Test
    void questionsHaveTheirOwnNumbersOfTexts() throws IOException {
        Path corpus = folder.resolve("short.npy");
        Npy.write(corpus, Tensor.of("tokens", IntStream.range(0, 203 * 4).map(n -> n % 200).toArray(), 203, 4));
        CommandRun done = CommandRun.of("reproduce", "downstream_ppl", "--model", CommandRun.MODEL, "--tokens", corpus, "--sae-checkpoint",
                CommandRun.SAE, "--replace", "svd,head", "--ranks", "1", "--out", folder).done();
        assertThat(done.out()).contains("svd, 200 texts: ", "head, 203 texts: ");
        JsonNode result = JsonFiles.read(folder.resolve("downstream_ppl/summary.json"));
        assertThat(result.at("/config/n_sequences").asInt()).isEqualTo(203);
        assertThat(result.at("/svd/n_sequences").asInt()).isEqualTo(200);
        assertThat(result.at("/svd/baseline/n_tokens").asInt()).isEqualTo(200);
        assertThat(result.at("/head/n_sequences").asInt()).isEqualTo(203);
        // The same texts in another order of the questions give the same numbers.
        CommandRun.of("reproduce", "downstream_ppl", "--model", CommandRun.MODEL, "--tokens", corpus, "--sae-checkpoint", CommandRun.SAE,
                "--replace", "head", "--out", folder.resolve("alone")).done();
        assertThat(JsonFiles.read(folder.resolve("alone/downstream_ppl/head.json"))).isEqualTo(result.get("head"));
    }

    @Test
    void oneDictionary() {
        JsonNode printed = run("--sae-checkpoint", "one=" + CommandRun.SAE, "--replace", "head,shared", "--out", folder, "--json",
                "--conv", "carry").done().json();
        assertThat(printed.at("/config/conv").asText()).isEqualTo("carry");
        assertThat(printed.at("/summary/head/delta_pct").has("one_bilinear")).isTrue();
        JsonNode head = JsonFiles.read(folder.resolve("downstream_ppl/head.json"));
        assertThat(head.get("head").asInt()).isEqualTo(2);
        assertThat(head.at("/sae_results/one_bilinear/n_params").asInt()).isEqualTo(2 * 256 * (16 + 24) + 256 + 16 * 24);
        JsonNode shared = JsonFiles.read(folder.resolve("downstream_ppl/shared.json"));
        assertThat(shared.get("n_heads_replaced").asInt()).isEqualTo(4);
        assertThat(shared.at("/sae_results/one_bilinear/reconstruction_mse").asDouble())
                .isGreaterThan(head.at("/sae_results/one_bilinear/reconstruction_mse").asDouble());
    }

    @Test
    void shardsGiveTheSameBytes() throws IOException {
        Object[] asked = {"--sae-checkpoint", CommandRun.SAE, "--replace", "head,svd", "--ranks", "1", "--out"};
        run(with(asked, folder.resolve("whole"))).done();
        assertThat(run(with(asked, folder.resolve("first"), "--shard", "1/2")).done().out()).contains("of texts are done");
        run(with(asked, folder.resolve("second"), "--shard", "2/2")).done();
        run(with(asked, folder.resolve("merged"), "--merge", folder.resolve("first"), folder.resolve("second"))).done();
        for (String file : List.of("summary.json", "head.json", "svd.json")) {
            assertThat(Files.readString(folder.resolve("merged/downstream_ppl").resolve(file)))
                    .isEqualTo(Files.readString(folder.resolve("whole/downstream_ppl").resolve(file)));
        }
    }

    private static Object[] with(Object[] some, Object... more) {
        List<Object> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void familiesWithoutConvolutions() {
        Path model = CommandRun.DATA.resolve("models/gla-random-a");
        JsonNode printed = CommandRun.of("reproduce", "downstream_ppl", "--model", model, "--tokens", model.resolve("corpus.npy"),
                "--sae-checkpoint", model.resolve("sae"), "--n-sequences", 1, "--out", folder, "--json").done().json();
        assertThat(printed.at("/config/conv").asText()).isEqualTo("none");
    }

    @Test
    void refuses() {
        run("--out", folder).refused("--sae-checkpoint", "none given");
        run("--out", folder, "--sae-checkpoint", ALL, "--replace", "head").refused("--replace head", "[0, 1, 2, 3]");
        run("--out", folder, "--sae-checkpoint", ALL, "--replace", "shared").refused("--replace shared", "bilinear_r1", "--head");
        run("--out", folder, "--sae-checkpoint", ALL, "--replace", "some").refused("--replace", "one-by-one");
        run("--out", folder, "--sae-checkpoint", ALL, "--replace", "curve", "--heads", "16").refused("--heads [16]", "for 4 heads");
        run("--out", folder, "--sae-checkpoint", ALL, "--heads", "1,1").refused("--heads [1, 1]", "different numbers");
        run("--out", folder, "--sae-checkpoint", ALL, "--ranks", "0").refused("--ranks [0]", "at least 1");
        run("--out", folder, "--sae-checkpoint", ALL, "--layer", 3).refused("--layer 3", "full-attention layer");
        run("--out", folder, "--sae-checkpoint", ALL, "--layer", 4).refused("none of", "layer 4");
        run("--out", folder, "--sae-checkpoint", CommandRun.SAE, CommandRun.SAE).refused("same head", "NAME=PATH");
        run("--out", folder, "--sae-checkpoint", CommandRun.SAE, "--split", 1).refused("--split 1.0");
        run("--out", folder, "--sae-checkpoint", CommandRun.SAE, "--conv", "none").refused("--conv", "reset, carry");
        run("--out", folder, "--replace", "svd", "--layer", 2, "--ranks", 0).refused("--ranks [0]");
        run("--out", folder, "--sae-checkpoint", CommandRun.CORPUS.getParent().getParent()).refused("neither a checkpoint nor directories");
    }
}
