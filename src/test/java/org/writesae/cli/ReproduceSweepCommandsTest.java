package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.experiment.sweep.EncoderSwap;
import org.writesae.experiment.sweep.RunOutcome;
import org.writesae.experiment.sweep.TrainingRun;
import org.writesae.io.JsonFiles;
import org.writesae.sae.SaeType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sweeps against upstream's trainer in float32 from the same seeds: every validation error within 2e-5 relative, the limit of the
 * trainer's own golden runs. The analysis of upstream's errors within 1e-12, p values within 1e-9 (they come through the
 * difference of means).
 */
class ReproduceSweepCommandsTest {
    private static final Path FOLDER = CommandRun.DATA.resolve("golden/sweep");
    private static final JsonNode GOLDEN = JsonFiles.read(FOLDER.resolve("sweep.json"));
    @TempDir
    private Path out;

    private CommandRun sweep(String claim, Object... more) {
        JsonNode s = GOLDEN.get("settings");
        List<Object> words = new ArrayList<>(List.of("reproduce", claim, "--data-dir", FOLDER.resolve("states"), "--layers", 1, "--heads",
                "0,1,2", "--seeds", "0,1", "--n-features", s.get("n_features"), "--k", s.get("k"), "--lr", s.get("lr"), "--lr-min",
                s.get("lr_min"), "--batch-size", s.get("batch_size"), "--epochs", s.get("epochs"), "--warmup-steps", s.get("warmup_steps"),
                "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private static JsonNode expected(String tag, JsonNode run) {
        for (JsonNode one : GOLDEN.get("runs")) {
            if (one.get("tag").asText().equals(tag) && one.get("head").equals(run.get("head")) && one.get("seed").equals(run.get("seed"))) {
                return one;
            }
        }
        throw new AssertionError(tag);
    }

    private static void sameRuns(JsonNode result) {
        for (JsonNode run : result.get("runs")) {
            JsonNode golden = expected(run.get("tag").asText(), run);
            for (String error : new String[] {"best_mse", "final_mse"}) {
                double value = golden.get(error).doubleValue();
                assertThat(Math.abs(run.get(error).doubleValue() - value)).as(run.toString()).isLessThanOrEqualTo(2e-5 * value);
            }
            assertThat(run.get("n_dead")).as(run.toString()).isEqualTo(golden.get("n_dead"));
        }
    }

    @Test
    void everyEncoderAndDecoderAsUpstreamTrainsIt() {
        sweep("encoder_swap", "--checkpoints", out.resolve("saes")).done();
        JsonNode result = JsonFiles.read(out.resolve("encoder_swap/summary.json"));
        assertThat(result.get("runs")).hasSize(30);
        sameRuns(result);
        String settings = "/summary/by_size/nf" + GOLDEN.at("/settings/n_features") + "_k" + GOLDEN.at("/settings/k");
        assertThat(result.at(settings + "/L1/bilinear_tied/alive_pct").isNumber()).isTrue();
        assertThat(result.at(settings + "/L1/bilinear_tied/mse")).isEqualTo(result.at("/summary/layer_avg_mse/L1/bilinear_tied"));
        assertThat(out.resolve("saes/layer_1/head_2/bilinear_tied_s1/best.pt")).exists();
        JsonNode upstream = JsonFiles.read(out.resolve("encoder_swap/layer_encoder_swap_results.json"));
        GOLDEN.get("analysis").fieldNames().forEachRemaining(name -> assertThat(upstream.has(name)).as(name).isTrue());
        assertThat(upstream.get("train_config").get("n_features")).isEqualTo(GOLDEN.at("/analysis/train_config/n_features"));
    }

    @Test
    void ranksAsUpstreamTrainsThem() {
        sweep("rank_sweep", "--ranks", "1,2").done();
        JsonNode result = JsonFiles.read(out.resolve("rank_sweep/summary.json"));
        assertThat(result.get("runs")).hasSize(12);
        sameRuns(result);
        JsonNode layer = result.at("/summary/layers/L1");
        double first = layer.at("/per_head/2/rank1").doubleValue();
        assertThat(layer.at("/per_head/2/ratio2").doubleValue()).isEqualTo(layer.at("/per_head/2/rank2").doubleValue() / first);
        assertThat(JsonFiles.read(out.resolve("rank_sweep/e9_higher_rank_L1.json")).at("/training/bilinear_r2_s1/best_mse").isNumber())
                .isTrue();
        assertThat(Files.exists(out.resolve("rank_sweep/checkpoints/layer_1/head_0/bilinear_r2_s0/best.pt"))).isTrue();
    }

    @Test
    void theAnalysisIsUpstreams() {
        List<RunOutcome> outcomes = new ArrayList<>();
        GOLDEN.get("runs").forEach(run -> SaeType.named(run.get("tag").asText()).ifPresent(type -> outcomes.add(new RunOutcome(
                new TrainingRun(type.label(), type, 1, false, 1, run.get("head").intValue(), run.get("seed").longValue()),
                run.get("best_mse").doubleValue(), run.get("final_mse").doubleValue(), run.get("n_dead").intValue()))));
        EncoderSwap swap = new EncoderSwap(outcomes);
        same("per_layer", swap.perLayer(), GOLDEN.at("/analysis/per_layer"));
        same("hypothesis_tests", swap.tests(), GOLDEN.at("/analysis/hypothesis_tests"));
    }

    /** Counts over heads and seeds of one layer and type: 600 and 712 of 2,048 are 656 dead on average, 67.97 % alive. */
    @Test
    void deadFeaturesAreCountedByLayerAndType() {
        List<RunOutcome> outcomes = new ArrayList<>();
        for (int[] run : new int[][] {{9, 0, 600}, {9, 1, 712}, {17, 0, 1638}}) {
            outcomes.add(new RunOutcome(new TrainingRun("bilinear", SaeType.BILINEAR, 1, false, run[0], run[1], 42), 1, 1, run[2]));
        }
        JsonNode layers = new EncoderSwap(outcomes).byLayer(2048);
        assertThat(layers.at("/L9/bilinear/mean_dead").doubleValue()).isEqualTo(656);
        assertThat(layers.at("/L9/bilinear/alive_pct").doubleValue()).isEqualTo(67.96875);
        assertThat(layers.at("/L17/bilinear/mean_dead").doubleValue()).isEqualTo(1638);
    }

    private static void same(String place, JsonNode actual, JsonNode expected) {
        assertThat(actual.size()).as(place).isEqualTo(expected.size());
        if (expected.isNumber()) {
            double limit = place.endsWith("p_value") ? 1e-9 : 1e-12;
            double scale = place.contains("advantage") ? 100 : Math.abs(expected.doubleValue());
            assertThat(Math.abs(actual.doubleValue() - expected.doubleValue())).as(place).isLessThanOrEqualTo(limit * scale);
        } else if (expected.isArray()) {
            for (int n = 0; n < expected.size(); n++) {
                same(place + "/" + n, actual.get(n), expected.get(n));
            }
        } else if (expected.isObject()) {
            expected.properties().forEach(field -> same(place + "/" + field.getKey(), actual.path(field.getKey()), field.getValue()));
        } else {
            assertThat(actual).as(place).isEqualTo(expected);
        }
    }

    @Test
    void refuses() {
        sweep("encoder_swap", "--heads", "7").refused("head_7.npy: no such file");
        sweep("encoder_swap", "--types", "round").refused("--types round");
        sweep("rank_sweep", "--ranks", "0").refused("--ranks 0");
    }
}
