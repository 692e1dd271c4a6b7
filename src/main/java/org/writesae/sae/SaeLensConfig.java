package org.writesae.sae;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** SAELens's names in {@code cfg.json}, to and from upstream's. */
final class SaeLensConfig {
    private static final Set<String> OURS_TO_WRITE = Set.of("architecture", "dtype", "apply_b_dec_to_input",
            "normalize_activations", "reshape_activations");
    private static final Set<String> PROGRESS = Set.of("epoch", "step", "val_mse", "best_val_mse");
    private static final Map<String, String> UPSTREAM = Map.of("d_sae", "n_features", "hook_layer", "layer",
            "hook_head_index", "head");

    private SaeLensConfig() {
    }

    /** What to write beside upstream's configuration. */
    static Map<String, Object> of(Map<String, Object> config, String dtype) {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("architecture", config.get("sae_type"));
        names.put("d_sae", config.get("n_features"));
        names.put("dtype", dtype);
        if (config.get("layer") != null) {
            names.put("hook_layer", config.get("layer"));
        }
        if (config.get("head") != null) {
            names.put("hook_head_index", config.get("head"));
        }
        names.put("apply_b_dec_to_input", false);
        names.put("normalize_activations", "none");
        names.put("reshape_activations", "none");
        return names;
    }

    /** Upstream's configuration in a {@code cfg.json}, without progress and what only SAELens reads. */
    static Map<String, Object> upstream(Map<String, Object> stored) {
        Map<String, Object> config = new LinkedHashMap<>();
        stored.forEach((key, value) -> {
            if (!OURS_TO_WRITE.contains(key) && !PROGRESS.contains(key) && !UPSTREAM.containsKey(key)) {
                config.put(key, value);
            }
        });
        UPSTREAM.forEach((theirs, ours) -> {
            if (stored.containsKey(theirs)) {
                config.putIfAbsent(ours, stored.get(theirs));
            }
        });
        Object architecture = stored.get("architecture");
        if (architecture instanceof String label && SaeType.named(label).isPresent()) {
            config.putIfAbsent("sae_type", label);
        }
        return config;
    }
}
