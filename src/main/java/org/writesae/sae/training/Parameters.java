package org.writesae.sae.training;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.writesae.io.Tensor;
import org.writesae.runtime.Buffer;
import org.writesae.sae.AdamState;
import org.writesae.sae.Encoder;
import org.writesae.sae.SaeConfig;

/**
 * All parameters of an autoencoder in training and the counters of its silent features. Dense weights are held turned, as the kernels
 * walk them: the decoder as atoms [features, d_k · d_v], the encoder [d_k · d_v, features]. Everything else is as torch holds it.
 */
final class Parameters {
    private static final String DENSE_DECODER = "decoder.weight";
    private static final String DENSE_ENCODER = "encoder.weight";

    private final SaeConfig config;
    private final Map<String, Parameter> byName = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final double[] silent;

    /** @param initial by upstream's names, in the order of its {@code model.parameters()} */
    Parameters(SaeConfig config, Map<String, Tensor> initial) {
        this.config = config;
        this.silent = new double[config.features()];
        initial.forEach((name, tensor) -> {
            shapes.put(name, tensor.shape());
            byName.put(name, Parameter.of(name, held(name, tensor.floats())));
        });
    }

    Parameter get(String name) {
        Parameter parameter = byName.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException(name + ": not among " + byName.keySet());
        }
        return parameter;
    }

    Collection<Parameter> all() {
        return byName.values();
    }

    /** Batches since each feature was active. */
    double[] silent() {
        return silent;
    }

    /** Numbers in all parameters. */
    long count() {
        return byName.values().stream().mapToLong(Parameter::size).sum();
    }

    /** Every parameter as torch shapes it. */
    Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        byName.forEach((name, parameter) -> tensors.put(name, asTorch(name, parameter.value())));
        return tensors;
    }

    /** A parameter's value, gradient or moment as torch shapes it. */
    Tensor asTorch(String name, Buffer held) {
        float[] values = held.floats();
        float[] stored = switch (name) {
            case DENSE_DECODER -> Encoder.transposed(values, config.features(), config.dIn());
            case DENSE_ENCODER -> Encoder.transposed(values, config.dIn(), config.features());
            default -> values;
        };
        return Tensor.of(name, stored, shapes.get(name));
    }

    /** {@code steps_since_active}. */
    long[] counters() {
        return Arrays.stream(silent).mapToLong(batches -> (long) batches).toArray();
    }

    /** Takes over counters and Adam's moments from a checkpoint. */
    void restore(AdamState adam, long[] counters) {
        for (Parameter parameter : all()) {
            restore(parameter.name(), adam.averages(), parameter.first());
            restore(parameter.name(), adam.squares(), parameter.second());
        }
        for (int i = 0; i < silent.length; i++) {
            silent[i] = counters[i];
        }
    }

    private void restore(String name, Map<String, Tensor> stored, Buffer target) {
        float[] values = held(name, stored.get(name).floats());
        System.arraycopy(values, 0, target.floats(), 0, values.length);
    }

    private float[] held(String name, float[] stored) {
        return switch (name) {
            case DENSE_DECODER -> Encoder.transposed(stored, config.dIn(), config.features());
            case DENSE_ENCODER -> Encoder.transposed(stored, config.features(), config.dIn());
            default -> stored;
        };
    }
}
