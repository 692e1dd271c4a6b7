package org.writesae.sae;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;

/**
 * An autoencoder as upstream's strict loader wants it: every tensor of the variant under upstream's name and in its
 * order, and a configuration that {@code build_sae_from_config} builds exactly this one from.
 *
 * @param state    tensors, counters of silent steps among them
 * @param config   upstream's configuration
 * @param progress of the training
 */
public record SavedSae(Map<String, Tensor> state, Map<String, Object> config, Progress progress) {
    /**
     * A trained autoencoder.
     *
     * @param sizes      variant and sizes; its raw configuration is what is stored, completed
     * @param parameters by name, every one of the variant
     * @param counters   steps since each feature was active, or null for zeros
     */
    public static SavedSae of(SaeConfig sizes, Map<String, Tensor> parameters, long[] counters, Progress progress) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        long[] counted = counters == null ? new long[sizes.features()] : counters;
        for (String name : order(sizes)) {
            state.put(name, name.equals(SaeCheckpoint.COUNTERS) ? Tensor.of(name, counted, sizes.features()) : parameters.get(name));
        }
        return new SavedSae(state, complete(sizes), progress);
    }

    /**
     * What a file held, completed.
     *
     * @throws InputException if the file has decoder factors only, since nothing could load the result
     */
    public static SavedSae of(SaeCheckpoint checkpoint) {
        SaeConfig sizes = checkpoint.config();
        List<String> missing = SaeShapes.parameters(sizes).keySet().stream()
                .filter(name -> !checkpoint.tensors().containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw InputException.at(checkpoint.path(), String.join(", ", missing), "missing, so that no complete "
                    + sizes.type().label() + " autoencoder can be written");
        }
        Tensor counters = checkpoint.tensors().get(SaeCheckpoint.COUNTERS);
        return of(sizes, checkpoint.tensors(), counters == null ? null : counters.longs(), checkpoint.progress());
    }

    /** A module's own parameters, then its counters, then the layers in it: {@code state_dict()}'s order. */
    private static List<String> order(SaeConfig sizes) {
        List<String> own = new ArrayList<>();
        List<String> ofLayers = new ArrayList<>();
        SaeShapes.parameters(sizes).keySet().forEach(name -> (name.contains(".") ? ofLayers : own).add(name));
        own.add(SaeCheckpoint.COUNTERS);
        own.addAll(ofLayers);
        return own;
    }

    private static Map<String, Object> complete(SaeConfig sizes) {
        Map<String, Object> config = new LinkedHashMap<>(sizes.raw());
        config.put("sae_type", sizes.type().label());
        config.put("n_features", sizes.features());
        // Of a flat autoencoder without stated axes only the product is known.
        if (sizes.type() != SaeType.FLAT || config.containsKey("d_k") || config.containsKey("d_v")) {
            config.put("d_k", sizes.dk());
            config.put("d_v", sizes.dv());
        }
        config.put("d_in", sizes.dIn());
        config.put("k", sizes.k());
        config.put("rank", sizes.rank());
        config.put("use_batchtopk", sizes.batchTopK());
        return config;
    }
}
