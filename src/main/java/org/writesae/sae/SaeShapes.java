package org.writesae.sae;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;

/** The tensors of each variant and their shapes, as upstream's state_dicts have them. */
final class SaeShapes {
    private static final Set<String> FACTORS = Set.of("V", "W", "V_enc", "W_enc", "V_dec", "W_dec");

    private SaeShapes() {
    }

    /** What encoding needs beyond the decoder, by name. */
    static Map<String, long[]> encoder(SaeConfig config) {
        long n = config.features();
        Map<String, long[]> shapes = new LinkedHashMap<>();
        switch (config.type()) {
            case FLAT, RANK1 -> {
                shapes.put("encoder.weight", new long[] {n, config.dIn()});
                shapes.put("encoder.bias", new long[] {n});
            }
            case BILINEAR, BILINEAR_FLAT, BILINEAR_JUMPRELU -> {
                putFactors(shapes, "V_enc", "W_enc", config);
                shapes.put("b_enc", new long[] {n});
            }
            case BILINEAR_TIED -> shapes.put("b_enc", new long[] {n});
            case BILINEAR_GATED -> {
                putFactors(shapes, "V_enc", "W_enc", config);
                shapes.put("b_gate", new long[] {n});
                shapes.put("b_mag", new long[] {n});
                shapes.put("r_mag", new long[] {n});
            }
        }
        if (config.type() == SaeType.BILINEAR_JUMPRELU) {
            shapes.put("log_threshold", new long[] {n});
        }
        return shapes;
    }

    /** What decoding needs, without the bias. */
    static Map<String, long[]> decoder(SaeConfig config) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        if (config.type().hasFactors()) {
            putFactors(shapes, config.type().keyFactor(), config.type().valueFactor(), config);
        } else {
            shapes.put("decoder.weight", new long[] {config.dIn(), config.features()});
        }
        return shapes;
    }

    static Map<String, long[]> decoderBias(SaeConfig config) {
        return config.type().hasFactors() ? Map.of("bias", new long[] {config.dk(), config.dv()})
                : Map.of("decoder.bias", new long[] {config.dIn()});
    }

    /**
     * Every parameter in the order of upstream's {@code model.parameters()}: a module's own before those of the
     * layers in it.
     */
    static Map<String, long[]> parameters(SaeConfig config) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        Map<String, long[]> encoder = encoder(config);
        if (config.type() != SaeType.RANK1) {
            shapes.putAll(encoder);
        }
        shapes.putAll(decoder(config));
        shapes.putAll(decoderBias(config));
        if (config.type() == SaeType.RANK1) {
            shapes.putAll(encoder);
        }
        return shapes;
    }

    /** A factor stored with two axes gets the rank axis it had before ranks existed. */
    static Tensor upgraded(String name, Tensor tensor) {
        return FACTORS.contains(name) && tensor.rank() == 2 ? tensor.reshaped(tensor.shape(0), 1, tensor.shape(1)) : tensor;
    }

    /** The tensor with its shape, type and values checked. */
    static Tensor checked(Tensor tensor, long[] shape) {
        return tensor.requireFloating().requireShape(shape).requireFinite();
    }

    /** The dead-feature counters, kept as they are if they are there. */
    static void keepCounters(Map<String, Tensor> state, Map<String, Tensor> kept, SaeConfig config) {
        Tensor counters = state.get(SaeCheckpoint.COUNTERS);
        if (counters != null) {
            kept.put(SaeCheckpoint.COUNTERS, counters.requireShape(config.features()).renamed(SaeCheckpoint.COUNTERS, counters.where()));
        }
    }

    /** Elements of a tensor of this shape. */
    static long size(long[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    private static void putFactors(Map<String, long[]> shapes, String key, String value, SaeConfig config) {
        shapes.put(key, new long[] {config.features(), config.rank(), config.dk()});
        shapes.put(value, new long[] {config.features(), config.rank(), config.dv()});
    }
}
