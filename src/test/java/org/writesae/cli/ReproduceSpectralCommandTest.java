package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spectra against LAPACK in float64: 1e-12 relative on the same stored states; 2e-5 relative on states that a model makes here,
 * which are float32 (a σ₂ well below σ₁ shows their rounding).
 */
class ReproduceSpectralCommandTest {
    private static final Path GOLDEN = CommandRun.DATA.resolve("golden/spectral");
    @TempDir
    private Path folder;

    private Path states() throws Exception {
        Path head = folder.resolve("states/layer_9/head_4.npy");
        Files.createDirectories(head.getParent());
        Files.copy(CommandRun.DATA.resolve("golden/training/states.npy"), head);
        return folder.resolve("states");
    }

    @Test
    void drawsUpstreamsSampleOfStoredStates() throws Exception {
        CommandRun.of("reproduce", "spectral", "--data-dir", states(), "--layers", 9, "--heads", 4, "--n-samples", 100, "--out", folder)
                .done();
        JsonNode golden = JsonFiles.read(GOLDEN.resolve("stored.json"));
        JsonNode result = JsonFiles.read(folder.resolve("spectral/summary.json"));
        same(result.at("/layers/9/4"), golden.get("head"), 1e-12);
        assertThat(JsonFiles.read(folder.resolve("spectral/spectral_audit.json")).at("/layer_9/ratio_mean"))
                .isEqualTo(result.at("/layers/9/4/sigma_ratio_mean"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"spectral gdn-tiny 0,2", "mamba2_audit mamba2-tiny 1"})
    void looksAtTheStatesAndWritesOfAModel(String claim, String name, String layers) {
        JsonNode golden = JsonFiles.read(GOLDEN.resolve(name + ".json"));
        Path model = CommandRun.DATA.resolve("models").resolve(name);
        CommandRun.of("reproduce", claim, "--model", model, "--tokens", model.resolve("corpus.npy"), "--layers", layers, "--n-samples",
                golden.get("sequences").asInt(), "--write-samples", golden.get("write_samples").asInt(), "--heads", heads(golden),
                "--out", folder).done();
        JsonNode result = JsonFiles.read(folder.resolve(claim).resolve("summary.json"));
        golden.get("layers").properties().forEach(layer -> layer.getValue().properties().forEach(head ->
                same(result.get("layers").get(layer.getKey()).get(head.getKey()), head.getValue(), 2e-5)));
    }

    private static String heads(JsonNode golden) {
        StringBuilder heads = new StringBuilder();
        golden.get("layers").iterator().next().fieldNames().forEachRemaining(head -> heads.append(heads.isEmpty() ? "" : ",").append(head));
        return heads.toString();
    }

    private static void same(JsonNode actual, JsonNode expected, double limit) {
        expected.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                same(actual.get(field.getKey()), field.getValue(), limit);
            } else {
                double value = field.getValue().doubleValue();
                assertThat(Math.abs(actual.get(field.getKey()).doubleValue() - value)).as(field.getKey())
                        .isLessThanOrEqualTo(limit * Math.abs(value));
            }
        });
    }

    @Test
    void correlatesWithTheGainOfARankOneDecoder() {
        ObjectNode swap = JsonNodeFactory.instance.objectNode();
        ObjectNode types = swap.putArray("per_layer").addObject().put("layer", 2).putObject("mse_by_type");
        ObjectNode flat = types.putObject("flat").putObject("per_head_mean_mse");
        ObjectNode rank1 = types.putObject("rank1").putObject("per_head_mean_mse");
        for (int head = 0; head < 4; head++) {
            flat.put(Integer.toString(head), 1.0);
            rank1.put(Integer.toString(head), 0.5 + 0.1 * head);
        }
        JsonFiles.write(folder.resolve("swap.json"), swap);
        JsonNode summary = CommandRun.of("reproduce", "spectral", "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS, "--layers", 2,
                "--n-samples", 3, "--advantages", folder.resolve("swap.json"), "--out", folder, "--json").done().json().get("summary");
        assertThat(summary.at("/correlations/sigma_ratio_mean_vs_rank1_adv/n").intValue()).isEqualTo(4);
        assertThat(summary.at("/correlations/top1_energy_vs_rank1_adv/spearman_rho").doubleValue()).isBetween(-1.0, 1.0);
    }

    @Test
    void refusesStatesOfSeveralShapes() throws Exception {
        Files.copy(CommandRun.DATA.resolve("models/gdn-tiny/states-sample.npy"), states().resolve("layer_9/head_5.npy"));
        CommandRun.of("reproduce", "spectral", "--data-dir", folder.resolve("states"), "--layers", 9, "--heads", "4,5", "--out", folder)
                .refused("head_5.npy", "those of layer 9 head 4 are 12 x 10");
    }

    @Test
    void refuses() throws Exception {
        CommandRun.of("reproduce", "spectral", "--out", folder).refused("--data-dir", "--model");
        CommandRun.of("reproduce", "spectral", "--data-dir", states(), "--layers", 8, "--out", folder).refused("head_0.npy: no such file");
        CommandRun.of("reproduce", "spectral", "--model", CommandRun.MODEL, "--tokens", "1,2", "--layers", 3, "--out", folder)
                .refused("--layers 3");
        CommandRun.of("reproduce", "spectral", "--model", CommandRun.MODEL, "--tokens", "1,2", "--heads", 4, "--out", folder)
                .refused("--heads 4");
    }
}
