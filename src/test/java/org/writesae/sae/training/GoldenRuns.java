package org.writesae.sae.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.JsonFiles;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;

/** Runs of upstream's trainer, as {@code golden_training.py} recorded them. */
final class GoldenRuns {
    static final Path FOLDER = Path.of("reference-data/golden/training");
    static final Path STATES = FOLDER.resolve("states.npy");
    static final List<String> NAMES = List.of("flat", "rank1", "bilinear", "bilinear-r2", "bilinear-batchtopk", "bilinear_tied",
            "bilinear_flat", "bilinear_gated", "bilinear_jumprelu");

    private GoldenRuns() {
    }

    static TrainingOptions options(String name) {
        JsonNode given = JsonFiles.read(FOLDER.resolve(name + ".json")).get("options");
        return new TrainingOptions(SaeType.named(given.get("sae_type").asText()).orElseThrow(), 0, 0,
                given.get("n_features").asInt(), given.get("k").asInt(), given.path("rank").asInt(1),
                given.path("use_batchtopk").asBoolean(), given.get("seed").asLong(), given.get("lr").asDouble(),
                given.get("lr_min").asDouble(), given.get("batch_size").asInt(), given.get("epochs").asInt(),
                given.get("warmup_steps").asInt(), 100, 250, given.get("log_every").asInt(),
                given.path("gated_lambda_sparsity").asDouble(1), given.path("gated_lambda_aux").asDouble(1),
                given.path("jumprelu_lambda_sparsity").asDouble(1e-3), given.path("jumprelu_bandwidth").asDouble(1e-3),
                given.path("jumprelu_init_threshold").asDouble(1e-3),
                given.path("jumprelu_bandwidth_schedule").asText().equals("cosine_to_zero"),
                given.path("jumprelu_bandwidth_final").asDouble(1e-5), 1, false);
    }

    /** The same run with another length. */
    static TrainingOptions epochs(TrainingOptions o, int epochs) {
        return rates(o, epochs, o.lr(), o.lrMin());
    }

    /** The same run with another length and other learning rates. */
    static TrainingOptions rates(TrainingOptions o, int epochs, double lr, double lrMin) {
        return new TrainingOptions(o.type(), o.layer(), o.head(), o.features(), o.k(), o.rank(), o.batchTopK(), o.seed(), lr,
                lrMin, o.batchSize(), epochs, o.warmupSteps(), o.normEvery(), o.resampleEvery(), o.logEvery(),
                o.gatedSparsity(), o.gatedAuxiliary(), o.jumpSparsity(), o.jumpBandwidth(), o.jumpThreshold(), o.jumpAnneal(),
                o.jumpBandwidthFinal(), o.auxiliaryWeight(), o.normalizeEncoder());
    }

    static SaeConfig config(TrainingOptions options, int dk, int dv) {
        return new SaeConfig(options.type(), options.features(), options.rank(), dk, dv, options.k(), options.batchTopK(), 0, 0,
                options.config(dk, dv, 200));
    }

    /** For states [n, d_k, d_v]. */
    static SaeConfig config(TrainingOptions options, Tensor states) {
        return config(options, (int) states.shape(1), (int) states.shape(2));
    }

    /** A batch that holds these states. */
    static Batch batch(SaeConfig config, Tensor states) {
        Batch batch = new Batch(config, (int) states.shape(0));
        System.arraycopy(states.floats(), 0, batch.x.floats(), 0, batch.x.length());
        return batch;
    }

    /** Parameters as they were at the end of the run, in any order. */
    static Parameters parameters(SaeConfig config, TensorFile run) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : run.names()) {
            if (name.startsWith("final.") && !name.endsWith("steps_since_active")) {
                tensors.put(name.substring(6), run.tensor(name));
            }
        }
        return new Parameters(config, tensors);
    }

    /** Largest difference over the float32 ulp of the largest expected value. */
    static double scaledUlp(float[] actual, double[] expected) {
        double error = 0;
        double largest = 0;
        for (int n = 0; n < expected.length; n++) {
            error = Math.max(error, Math.abs(actual[n] - expected[n]));
            largest = Math.max(largest, Math.abs(expected[n]));
        }
        return largest == 0 ? error : error / Math.ulp((float) largest);
    }
}
