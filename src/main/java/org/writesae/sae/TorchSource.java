package org.writesae.sae;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.io.InputException;
import org.writesae.io.PickledObject;
import org.writesae.io.Tensor;
import org.writesae.io.TorchFile;

/**
 * Finds the autoencoder in a torch checkpoint, in the forms that occur: A, a {@code model_state_dict}
 * (upstream's training code); B, a whole pickled module under {@code sae} or by itself (the model card); C,
 * something with {@code decoder_v} and {@code decoder_w} (the paper's appendix).
 */
final class TorchSource {
    private static final List<String> STATE_KEYS = List.of("model_state_dict", "state_dict");
    private static final List<String> MODULE_KEYS = List.of("sae", "model", "module");
    private static final int DEEPEST_MODULE = 16;

    private final Path path;
    private final List<String> notes = new ArrayList<>();

    private TorchSource(Path path) {
        this.path = path;
    }

    static SaeSource read(Path path) {
        return new TorchSource(path).find(TorchFile.read(path).root());
    }

    private SaeSource find(Object root) {
        if (root instanceof PickledObject module) {
            return fromObject(Map.of(), module);
        }
        if (!(root instanceof Map<?, ?> map)) {
            throw nothing(root);
        }
        Map<String, Object> checkpoint = stringKeys(map);
        for (String key : STATE_KEYS) {
            if (checkpoint.get(key) instanceof Map<?, ?> state) {
                return source("A", checkpoint, tensors(stringKeys(state)), Map.of());
            }
        }
        for (String key : MODULE_KEYS) {
            if (checkpoint.get(key) instanceof PickledObject module) {
                return fromObject(checkpoint, module);
            }
        }
        return fromTensors(checkpoint);
    }

    /** No known wrapper: the tensors may lie in the dictionary itself. */
    private SaeSource fromTensors(Map<String, Object> checkpoint) {
        Map<String, Tensor> state = tensors(checkpoint);
        if (state.isEmpty()) {
            throw nothing(checkpoint);
        }
        if (state.containsKey("decoder_v") || state.containsKey("decoder_w")) {
            return source("C", checkpoint, state, scalars(checkpoint));
        }
        notes.add("a bare state_dict, without model_state_dict around it");
        return source("A", checkpoint, state, Map.of());
    }

    private SaeSource fromObject(Map<String, Object> checkpoint, PickledObject module) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        collect(module, "", state, 0);
        if (state.isEmpty()) {
            throw nothing(module);
        }
        notes.add("pickled " + module.className() + ", read as data");
        boolean appendix = state.containsKey("decoder_v") || state.containsKey("decoder_w");
        return source(appendix ? "C" : "B", checkpoint, state, scalars(module.attributes()));
    }

    /** Parameters, buffers and plain tensor attributes of a module and of the modules in it, by dotted name. */
    private void collect(PickledObject module, String prefix, Map<String, Tensor> state, int depth) {
        if (depth > DEEPEST_MODULE) {
            throw InputException.at(path, prefix, "modules nested more than " + DEEPEST_MODULE + " deep");
        }
        module.attributes().forEach((name, value) -> {
            if (value instanceof Tensor tensor) {
                state.put(prefix + name, tensor);
            }
        });
        for (String part : List.of("_parameters", "_buffers")) {
            if (module.attributes().get(part) instanceof Map<?, ?> members) {
                tensors(stringKeys(members)).forEach((name, tensor) -> state.put(prefix + name, tensor));
            }
        }
        if (module.attributes().get("_modules") instanceof Map<?, ?> members) {
            stringKeys(members).forEach((name, value) -> {
                if (value instanceof PickledObject child) {
                    collect(child, prefix + name + ".", state, depth + 1);
                }
            });
        }
    }

    private SaeSource source(String form, Map<String, Object> checkpoint, Map<String, Tensor> state,
            Map<String, Object> attributes) {
        Map<String, Object> config = new LinkedHashMap<>(attributes);
        switch (checkpoint.get("config")) {
            case Map<?, ?> map -> config.putAll(scalars(stringKeys(map)));
            case PickledObject object -> config.putAll(scalars(object.attributes()));
            case null, default -> notes.add(attributes.isEmpty() ? "no config in the file"
                    : "no config in the file, attributes of the pickled object used instead");
        }
        return new SaeSource(path, form, state, config, progress(checkpoint), notes);
    }

    private Progress progress(Map<String, Object> checkpoint) {
        Progress progress = Progress.from(checkpoint);
        if (progress.valMse() == null && progress.bestValMse() != null) {
            notes.add("val_mse is best_val_mse");
        }
        return progress;
    }

    private InputException nothing(Object found) {
        String what = switch (found) {
            case Map<?, ?> map -> "a dictionary with the keys " + map.keySet().stream().limit(12).toList();
            case PickledObject object -> "an instance of " + object.className() + " without tensors";
            case null -> "None";
            case List<?> list -> "a list";
            default -> "a " + found.getClass().getSimpleName();
        };
        return new InputException(path + ": no autoencoder found: expected model_state_dict, a pickled module under sae,"
                + " or decoder_v and decoder_w; the file holds " + what);
    }

    private static Map<String, Tensor> tensors(Map<String, Object> map) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (value instanceof Tensor tensor) {
                tensors.put(name, tensor);
            }
        });
        return tensors;
    }

    private static Map<String, Object> scalars(Map<String, Object> map) {
        Map<String, Object> scalars = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            // A module's own bookkeeping is no configuration.
            boolean bookkeeping = name.startsWith("_") || name.equals("training");
            if (!bookkeeping && (value instanceof Number || value instanceof String || value instanceof Boolean)) {
                scalars.put(name, value);
            }
        });
        return scalars;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> stringKeys(Map<?, ?> map) {
        return (Map<String, Object>) map; // TorchFile makes every key a string.
    }
}
