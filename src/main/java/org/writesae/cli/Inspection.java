package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.ModelFiles;
import org.writesae.io.Npy;
import org.writesae.io.Npz;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.io.TensorStats;
import org.writesae.io.TorchFile;
import org.writesae.model.rwkv7.OfficialCheckpoint;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;

/** Collects what {@code inspect} reports, as JSON. */
final class Inspection {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final boolean stats;
    private final ObjectNode found = JSON.createObjectNode();

    /** @param stats read every element, not only headers */
    Inspection(Path file, boolean stats) {
        this.file = file;
        this.stats = stats;
    }

    /** @param atom atom to show, null for none; only autoencoders have any */
    ObjectNode describe(Integer atom) {
        found.put("file", file.toString());
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (isAutoencoder(name, atom)) {
            describeAutoencoder(atom);
        } else if (atom != null) {
            throw new InputException(file + ": --atom needs an autoencoder checkpoint");
        } else if (Files.isDirectory(file)) {
            describeDirectory();
        } else if (name.endsWith(".npy")) {
            found.put("form", "npy");
            add(List.of(Npy.open(file)));
        } else if (name.endsWith(".npz")) {
            describe("npz", Npz.open(file));
        } else if (name.endsWith(".safetensors")) {
            describe("safetensors", Safetensors.open(file));
        } else {
            describeTorch();
        }
        return found;
    }

    /** A tensor file counts as an autoencoder if it is one by its place (cfg.json) or if an atom is asked for. */
    private boolean isAutoencoder(String name, Integer atom) {
        if (Files.isDirectory(file)) {
            return !Files.exists(file.resolve("config.json")) && (Files.exists(file.resolve("sae_weights.safetensors"))
                    || Files.exists(file.resolve("best.pt")) || Files.exists(file.resolve("final.pt")));
        }
        if (name.endsWith(".safetensors")) {
            return atom != null || Files.exists(file.resolveSibling("cfg.json"));
        }
        return !name.endsWith(".npy") && !name.endsWith(".npz") && (atom != null || looksLikeAutoencoder());
    }

    /** What cannot be used as an autoencoder is shown as the tensors it holds, with the reason; damage is still an error. */
    private void describeAutoencoder(Integer atom) {
        SaeCheckpoint checkpoint;
        try {
            checkpoint = SaeCheckpoint.load(file);
        } catch (InputException unusable) {
            if (atom != null || Files.isDirectory(file)) {
                throw unusable;
            }
            if (file.toString().endsWith(".safetensors")) {
                describe("safetensors", Safetensors.open(file));
            } else {
                describeTorch();
            }
            found.putArray("notes").add("not usable as an autoencoder: " + unusable.getMessage());
            return;
        }
        describe(checkpoint, atom);
    }

    private boolean looksLikeAutoencoder() {
        Object root = TorchFile.read(file).root();
        return !(root instanceof Map<?, ?> map) || map.keySet().stream()
                .anyMatch(List.of("model_state_dict", "sae", "decoder_v", "decoder_w")::contains);
    }

    private void describe(SaeCheckpoint checkpoint, Integer atom) {
        SaeConfig config = checkpoint.config();
        found.put("form", checkpoint.form());
        ObjectNode sae = found.putObject("sae");
        sae.put("type", config.type().label()).put("features", config.features()).put("rank", config.rank())
                .put("d_k", config.dk()).put("d_v", config.dv()).put("k", config.k())
                .put("use_batchtopk", config.batchTopK()).put("layer", config.layer()).put("head", config.head())
                .put("has_encoder", checkpoint.hasEncoder());
        checkpoint.valMse().ifPresent(error -> sae.put("val_mse", error));
        found.set("config", JSON.valueToTree(config.raw()));
        found.set("notes", JSON.valueToTree(checkpoint.notes()));
        if (atom != null) {
            addAtom(checkpoint, atom);
        }
        add(checkpoint.tensors().values());
    }

    private void addAtom(SaeCheckpoint checkpoint, int atom) {
        if (atom < 0 || atom >= checkpoint.config().features()) {
            throw new InputException("--atom " + atom + ": " + file + " has atoms 0 to " + (checkpoint.config().features() - 1));
        }
        ArrayNode components = found.putObject("atom").put("index", atom).putArray("components");
        for (int r = 0; r < checkpoint.config().rank(); r++) {
            float[] key = checkpoint.atomKey(atom, r);
            float[] value = checkpoint.atomValue(atom, r);
            ObjectNode component = components.addObject();
            component.set("v", JSON.valueToTree(key));
            component.set("w", JSON.valueToTree(value));
            component.put("norm_v", norm(key)).put("norm_w", norm(value));
            // An outer product's Frobenius norm is the product of its factors' norms.
            component.put("norm_vwt", norm(key) * norm(value));
        }
        ((ObjectNode) found.get("atom")).put("norm", atomNorm(checkpoint, atom));
    }

    /** ‖Σ_r v_r w_rᵀ‖_F, from the factors' inner products: Σ_{r,s} (v_r·v_s)(w_r·w_s). */
    private static double atomNorm(SaeCheckpoint checkpoint, int atom) {
        double sum = 0;
        for (int r = 0; r < checkpoint.config().rank(); r++) {
            for (int s = 0; s < checkpoint.config().rank(); s++) {
                sum += dot(checkpoint.atomKey(atom, r), checkpoint.atomKey(atom, s))
                        * dot(checkpoint.atomValue(atom, r), checkpoint.atomValue(atom, s));
            }
        }
        return Math.sqrt(Math.max(0, sum));
    }

    private static double norm(float[] x) {
        return Math.sqrt(dot(x, x));
    }

    private static double dot(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) x[i] * y[i];
        }
        return sum;
    }

    private void describeDirectory() {
        Path configFile = file.resolve("config.json");
        try (TensorFile tensors = OfficialCheckpoint.accepts(file) ? OfficialCheckpoint.open(file) : ModelFiles.open(file)) {
            if (Files.exists(configFile)) {
                JsonNode config = JsonFiles.readWithNonFinite(configFile);
                found.set("config", config);
            }
            describe("model directory", tensors);
        }
    }

    private void describe(String form, TensorFile tensors) {
        try (tensors) {
            found.put("form", form);
            if (!tensors.metadata().isEmpty()) {
                found.set("metadata", JSON.valueToTree(tensors.metadata()));
            }
            add(tensors.names().stream().map(tensors::tensor).toList());
        }
    }

    private void describeTorch() {
        found.put("form", "torch");
        add(TorchFile.read(file).tensors().values());
    }

    private void add(Iterable<Tensor> tensors) {
        ArrayNode rows = found.putArray("tensors");
        long elements = 0;
        for (Tensor tensor : tensors) {
            ObjectNode row = rows.addObject().put("name", tensor.name()).put("dtype", tensor.dtype().name());
            row.set("shape", JSON.valueToTree(tensor.shape()));
            elements += tensor.size();
            if (stats) {
                TensorStats of = TensorStats.of(tensor);
                row.put("min", of.min()).put("max", of.max()).put("nan", of.nans()).put("infinite", of.infinite());
            }
        }
        found.put("elements", elements);
    }
}
