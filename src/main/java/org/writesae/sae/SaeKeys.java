package org.writesae.sae;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;

/** Brings the tensor names of a file to those of upstream's state_dicts, and tells the variant from them. */
final class SaeKeys {
    private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.", "sae.", "model.");
    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            Map.entry("v", "V"), Map.entry("w", "W"), Map.entry("decoder.v", "V"), Map.entry("decoder.w", "W"),
            Map.entry("decoder.V", "V"), Map.entry("decoder.W", "W"), Map.entry("decoder_v", "V"),
            Map.entry("decoder_w", "W"), Map.entry("v_dec", "V_dec"), Map.entry("w_dec", "W_dec"),
            Map.entry("encoder.v", "V_enc"), Map.entry("encoder.w", "W_enc"), Map.entry("encoder_v", "V_enc"),
            Map.entry("encoder_w", "W_enc"), Map.entry("v_enc", "V_enc"), Map.entry("w_enc", "W_enc"));

    private SaeKeys() {
    }

    /** The state under upstream's names; renamed tensors are noted. */
    static Map<String, Tensor> canonical(SaeSource source) {
        Map<String, Tensor> unwrapped = unwrap(source);
        Map<String, Tensor> state = new LinkedHashMap<>();
        unwrapped.forEach((name, tensor) -> put(source, state, SYNONYMS.getOrDefault(name, name), name, tensor));
        return state;
    }

    /**
     * Renames what is called differently in the variants: V, W of rank1 are V_dec, W_dec of the bilinear ones,
     * and a module with an encoder and a decoder inside has encoder.bias and decoder.bias for b_enc and bias.
     */
    static Map<String, Tensor> forType(SaeSource source, Map<String, Tensor> canonical, SaeType type) {
        if (!type.hasFactors()) {
            return canonical;
        }
        Map<String, Tensor> state = new LinkedHashMap<>();
        canonical.forEach((name, tensor) -> {
            String wanted = switch (name) {
                case "V", "V_dec" -> type.keyFactor();
                case "W", "W_dec" -> type.valueFactor();
                case "decoder.bias", "decoder_bias", "b_dec" -> "bias";
                case "encoder.bias", "encoder_bias" -> hasDenseEncoder(type) ? "encoder.bias" : "b_enc";
                default -> name;
            };
            put(source, state, wanted, name, tensor);
        });
        return state;
    }

    /** Upstream's {@code infer_sae_type}; factors of unknown spelling beside encoder factors count as V_dec, W_dec. */
    static SaeType infer(Map<String, Tensor> state) {
        boolean encoder = state.containsKey("V_enc");
        boolean decoder = state.containsKey("V_dec") || encoder && state.containsKey("V");
        if (encoder && state.containsKey("decoder.weight") && !decoder) {
            return SaeType.BILINEAR_FLAT;
        }
        if (state.containsKey("log_threshold") && decoder) {
            return SaeType.BILINEAR_JUMPRELU;
        }
        if (state.containsKey("b_gate") && state.containsKey("r_mag") && decoder) {
            return SaeType.BILINEAR_GATED;
        }
        if (decoder || state.containsKey("W_dec")) {
            return encoder ? SaeType.BILINEAR : SaeType.BILINEAR_TIED;
        }
        return state.containsKey("V") || state.containsKey("W") ? SaeType.RANK1 : SaeType.FLAT;
    }

    private static boolean hasDenseEncoder(SaeType type) {
        return type == SaeType.RANK1 || type == SaeType.FLAT;
    }

    private static Map<String, Tensor> unwrap(SaeSource source) {
        for (String wrapper : WRAPPERS) {
            if (source.state().keySet().stream().allMatch(name -> name.startsWith(wrapper))) {
                source.notes().add("every tensor name starts with " + wrapper + ", removed");
                Map<String, Tensor> state = new LinkedHashMap<>();
                source.state().forEach((name, tensor) -> state.put(name.substring(wrapper.length()), tensor));
                return state;
            }
        }
        return source.state();
    }

    private static void put(SaeSource source, Map<String, Tensor> state, String name, String found, Tensor tensor) {
        Tensor other = state.put(name, tensor);
        if (other != null) {
            throw InputException.at(source.path(), found, "two tensors for " + name + ", the other is " + other.name());
        }
        if (!name.equals(found)) {
            source.notes().add(found + " read as " + name);
        }
    }
}
