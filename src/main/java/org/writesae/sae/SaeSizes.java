package org.writesae.sae;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;

/** Upstream's {@code build_sae_from_config}: sizes from the configuration, else from tensors, else defaults. */
final class SaeSizes {
    private static final List<String> FACTORS = List.of("V", "W", "V_dec", "W_dec", "V_enc", "W_enc");
    private static final List<String> COUNTED = List.of("encoder.weight", "V", "W", "V_dec", "W_dec", "V_enc", "W_enc", "b_enc");
    private static final int DEFAULT_WIDTH = 128;
    private static final int DEFAULT_K = 32;

    private final SaeSource source;
    private final Map<String, Tensor> state;

    private SaeSizes(SaeSource source, Map<String, Tensor> state) {
        this.source = source;
        this.state = state;
    }

    static SaeConfig config(SaeSource source, Map<String, Tensor> state, SaeType type) {
        return new SaeSizes(source, state).config(type);
    }

    private SaeConfig config(SaeType type) {
        int rank = stated("rank") ? integer("rank", 1) : inferRank();
        int dk = stated("d_k") ? integer("d_k", 1) : width("V_dec", "V", "V_enc");
        int dv = stated("d_v") ? integer("d_v", 1) : width("W_dec", "W", "W_enc");
        if (type == SaeType.FLAT && !stated("d_k") && !stated("d_v")) {
            int dIn = flatWidth();
            boolean usual = dIn == DEFAULT_WIDTH * DEFAULT_WIDTH;
            dk = usual ? DEFAULT_WIDTH : dIn;
            dv = usual ? DEFAULT_WIDTH : 1;
            source.notes().add("d_k and d_v not stated, " + dk + " x " + dv + " assumed");
        }
        if ((long) dk * dv > Integer.MAX_VALUE) {
            throw new InputException(source.path() + ": d_k * d_v is " + dk + " * " + dv + ", too large");
        }
        if (stated("d_in") && integer("d_in", 1) != (long) dk * dv) {
            throw InputException.at(source.path(), "config.d_in", integer("d_in", 1) + ", but d_k * d_v is " + dk + " * " + dv);
        }
        return new SaeConfig(type, features(), rank, dk, dv, stated("k") ? integer("k", 0) : DEFAULT_K,
                truth(source.config().get("use_batchtopk")), optional("layer"), optional("head"),
                Collections.unmodifiableMap(source.config()));
    }

    private int features() {
        if (stated("n_features")) {
            return integer("n_features", 1);
        }
        for (String name : COUNTED) {
            if (state.containsKey(name) && state.get(name).rank() > 0) {
                return axis(name, 0);
            }
        }
        if (state.containsKey("decoder.weight") && state.get("decoder.weight").rank() == 2) {
            return axis("decoder.weight", 1);
        }
        throw new InputException(source.path() + ": the number of features is stated neither by the config nor by a tensor");
    }

    private int inferRank() {
        for (String name : FACTORS) {
            if (state.containsKey(name)) {
                return state.get(name).rank() == 3 ? axis(name, 1) : 1;
            }
        }
        return 1;
    }

    private int width(String... names) {
        for (String name : names) {
            if (state.containsKey(name) && state.get(name).rank() > 0) {
                return axis(name, state.get(name).rank() - 1);
            }
        }
        return DEFAULT_WIDTH;
    }

    private int flatWidth() {
        if (stated("d_in")) {
            return integer("d_in", 1);
        }
        return state.containsKey("decoder.weight") && state.get("decoder.weight").rank() == 2 ? axis("decoder.weight", 0)
                : DEFAULT_WIDTH * DEFAULT_WIDTH;
    }

    private int axis(String name, int axis) {
        long length = state.get(name).shape(axis);
        if (length < 1 || length > Integer.MAX_VALUE) {
            throw new InputException(state.get(name).where() + ": shape " + state.get(name).shapeText() + " cannot be used");
        }
        return (int) length;
    }

    private boolean stated(String key) {
        return source.config().containsKey(key);
    }

    private Integer optional(String key) {
        return stated(key) ? integer(key, 0) : null;
    }

    private int integer(String key, int least) {
        Object value = source.config().get(key);
        double number = switch (value) {
            case Number stated -> stated.doubleValue();
            case String text when text.matches("-?\\d{1,10}") -> Double.parseDouble(text);
            default -> Double.NaN;
        };
        if (number != Math.rint(number) || number < least || number > Integer.MAX_VALUE || Double.isNaN(number)) {
            throw InputException.at(source.path(), "config." + key, value + ", an integer of at least " + least
                    + " was expected");
        }
        return (int) number;
    }

    private static boolean truth(Object value) {
        return Boolean.TRUE.equals(value) || value instanceof Number number && number.doubleValue() != 0;
    }
}
