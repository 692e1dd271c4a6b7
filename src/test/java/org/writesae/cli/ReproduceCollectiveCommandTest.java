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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The claims collective_residual and alive_overlap. */
class ReproduceCollectiveCommandTest {
    private static final Path ALL = CommandRun.MODEL.resolve("sae");

    @TempDir
    private Path folder;

    private static Object[] both() {
        List<Object> words = new ArrayList<>(List.of("--sae-checkpoint"));
        for (String type : List.of("flat", "bilinear")) {
            for (int head : new int[] {0, 1, 3}) {
                words.add(ALL.resolve(type + "_L2_H" + head));
            }
        }
        return words.toArray();
    }

    private static CommandRun run(String claim, Object[] some, Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", claim));
        words.addAll(List.of(some));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void statesOfTheModelAndFromFiles() {
        CommandRun done = run("collective_residual", both(), "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS, "--out",
                folder.resolve("model"), "--heads", "2,3,8").done();
        assertThat(done.out()).contains("flat", "bilinear", "C_2", "C_3").doesNotContain("C_8");
        CommandRun.of("extract", "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS, "--layers", 2, "--dtype", "float32",
                "--out", folder.resolve("states")).done();
        run("collective_residual", both(), "--states", folder.resolve("states"), "--out", folder.resolve("files"), "--heads", "2,3",
                "--json").done();
        JsonNode first = JsonFiles.read(folder.resolve("model/collective_residual/summary.json"));
        JsonNode second = JsonFiles.read(folder.resolve("files/collective_residual/summary.json"));
        assertThat(second.get("collective")).isEqualTo(first.get("collective"));
        assertThat(second.get("correlation")).isEqualTo(first.get("correlation"));
        assertThat(first.at("/summary/flat/coherence_3").doubleValue()).isCloseTo(1, within(0.2));
        assertThat(JsonFiles.read(folder.resolve("files/collective_residual/residual_correlation.json"))).isEqualTo(second.get("correlation"));
        assertThat(CommandRun.of("compare", folder.resolve("model/collective_residual/summary.json"), "--published",
                "collective_residual").out()).contains("pre.resid.cos#flat", "not comparable");
    }

    @Test
    void shardsGiveTheSameBytes() throws IOException {
        Object[] states = {"--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS, "--batch-size", "5", "--out"};
        run("collective_residual", both(), with(states, folder.resolve("whole"))).done();
        run("collective_residual", both(), with(states, folder.resolve("first"), "--shard", "1/2")).done();
        run("collective_residual", both(), with(states, folder.resolve("second"), "--shard", "2/2")).done();
        run("collective_residual", both(), with(states, folder.resolve("merged"), "--merge", folder.resolve("first"),
                folder.resolve("second"))).done();
        assertThat(Files.readString(folder.resolve("merged/collective_residual/summary.json")))
                .isEqualTo(Files.readString(folder.resolve("whole/collective_residual/summary.json")));
    }

    private static Object[] with(Object[] some, Object... more) {
        List<Object> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void aliveOverlap() {
        CommandRun done = run("alive_overlap", both(), "--out", folder, "--model", "gdn-tiny").done();
        assertThat(done.out()).contains("dead after 100 silent steps", "flat", "bilinear");
        JsonNode result = JsonFiles.read(folder.resolve("alive_overlap/summary.json"));
        assertThat(result.at("/architectures/flat/summary/mean_alive_jaccard").doubleValue()).isEqualTo(1);
        assertThat(CommandRun.of("compare", folder.resolve("alive_overlap/summary.json"), "--published", "alive_overlap").out())
                .contains("pre.resid.jac#flat", "other model");
    }

    @Test
    void refuses() {
        Object[] none = {};
        Object[] all = {"--sae-checkpoint", ALL};
        Object[] model = {"--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS, "--out", folder};
        run("collective_residual", all, "--out", folder).refused("--states", "--tokens");
        run("collective_residual", none, model).refused("--sae-checkpoint", "none given");
        run("collective_residual", all, model).refused("--sae-checkpoint", "for head 2 only");
        run("collective_residual", both(), with(model, "--subsets", 0)).refused("--subsets", "at least 1");
        run("collective_residual", both(), "--states", folder.resolve("no"), "--out", folder).refused("layer_2", "head_0.npy");
        run("alive_overlap", both(), "--out", folder, "--dead-after", 0).refused("--dead-after 0");
        run("alive_overlap", new Object[] {"--sae-checkpoint", ALL.resolve("flat_L2_H0"), ALL.resolve("flat_L2_H2")}, "--out", folder)
                .refused("flat_L2_H2", "64 features", "16");
    }
}
