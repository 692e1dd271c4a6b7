package org.writesae.sae;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.json.JsonMapper;

import org.writesae.io.DType;
import org.writesae.io.JsonFiles;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;
import org.writesae.io.TorchWriter;

/** Writes autoencoders, as upstream's own files or as safetensors with a configuration; each file whole or not at all. */
public final class SaeFiles {
    /** Tensors of the safetensors form. */
    public static final String WEIGHTS = "sae_weights.safetensors";
    /** Its configuration. */
    public static final String CONFIG = "cfg.json";
    private static final JsonMapper JSON = new JsonMapper();

    private SaeFiles() {
    }

    /** Upstream's {@code best.pt} and {@code final.pt}: {model_state_dict, config, epoch, step, val_mse}. */
    public static void writeTorch(Path file, SavedSae sae) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("model_state_dict", sae.state());
        root.put("config", sae.config());
        root.putAll(sae.progress().known());
        TorchWriter.write(file, root);
    }

    /** Upstream's {@code checkpoint.pt}: the same and optimizer_state_dict, and the generator's state. */
    public static void writeTraining(Path file, SavedSae sae, TrainingState training) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("model_state_dict", sae.state());
        root.putAll(training.toTorch());
        root.putAll(sae.progress().known());
        root.put("config", sae.config());
        TorchWriter.write(file, root);
    }

    /**
     * {@value #WEIGHTS} with the tensors of the state_dict under their names, and {@value #CONFIG} with upstream's
     * configuration, the progress, and what SAELens calls the same things: d_sae (n_features), hook_layer, hook_head_index
     * (layer, head), dtype, architecture (sae_type: its own architectures have no rank-1 atoms), and that the decoder bias
     * is not subtracted from the input and nothing is normalised.
     */
    public static void writeSafetensors(Path directory, SavedSae sae) {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        sae.state().forEach(writer::put);
        writer.write(directory.resolve(WEIGHTS));
        Map<String, Object> config = new LinkedHashMap<>(sae.config());
        config.putAll(sae.progress().known());
        config.putAll(SaeLensConfig.of(sae.config(), dtype(sae)));
        JsonFiles.writeWithNonFinite(directory.resolve(CONFIG), JSON.valueToTree(config));
    }

    private static String dtype(SavedSae sae) {
        DType type = sae.state().values().stream().map(Tensor::dtype).filter(DType::isFloating).findFirst().orElseThrow();
        return switch (type) {
            case F64 -> "float64";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> "float32";
        };
    }
}
