package org.writesae.sae.training;

import org.writesae.kernels.DictionaryGradient;
import org.writesae.kernels.RowNorm;
import org.writesae.kernels.Transpose;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.Encoder;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;

/** The encoder forward and backward. Factors are turned around before each use: they change with each step. */
abstract class EncoderPass {
    static final Kernel FACTORS = Kernel.of(DictionaryGradient.class, "factorGradient");
    static final Kernel DENSE = Kernel.of(DictionaryGradient.class, "denseGradient");
    static final Kernel DENSE_TURNED = Kernel.of(DictionaryGradient.class, "denseGradientTurned");
    static final Kernel BIAS = Kernel.of(DictionaryGradient.class, "biasGradient");
    private static final Kernel ADD = Kernel.of(DictionaryGradient.class, "addGradient");
    private static final Kernel ROW_NORMS = Kernel.of(RowNorm.class, "rowNorms");
    private static final Kernel TRANSPOSE = Kernel.of(Transpose.class, "transpose");

    final SaeConfig config;

    private EncoderPass(SaeConfig config) {
        this.config = config;
    }

    static EncoderPass of(SaeConfig config, Parameters parameters) {
        return switch (config.type()) {
            case FLAT, RANK1 -> new Dense(config, parameters);
            default -> new Filters(config, parameters);
        };
    }

    /** Adds the calls that bring the weights into the encoder's layout. */
    abstract void layOut(Program p);

    /** Adds the calls that compute s [count, features] of x [count, d_k, d_v] with the weights as laid out last. */
    abstract void encode(Program p, Buffer s, Buffer x, int count);

    /**
     * Adds the calls that compute the gradients of the weights; for the tied variant they are added to the decoder's,
     * which must be there.
     *
     * @param ds   [rows, features], gradient of the pre-activations; row n is of state n % states
     * @param x    [states, d_k, d_v]
     */
    abstract void backward(Program p, Buffer ds, Buffer x, int rows, int states);

    /** Norms of what scales resampled encoders: of the dense rows, or of the components of V_enc; feature by feature. */
    abstract double[] norms(Backend backend);

    static double[] norms(Backend backend, Buffer rows, int width) {
        return backend.compute(ROW_NORMS, rows.length() / width, rows, width);
    }

    private static Buffer laidOut(Program p, Buffer target, Buffer stored, int rows, int columns) {
        p.add(TRANSPOSE, rows * columns, target, stored, rows, columns);
        return target;
    }

    private static final class Dense extends EncoderPass {
        private final Parameter weight;
        private final Parameter bias;
        private final Encoder encoder;

        Dense(SaeConfig config, Parameters parameters) {
            super(config);
            weight = parameters.get("encoder.weight");
            bias = parameters.get("encoder.bias");
            encoder = new Encoder.Dense(weight.value(), bias.value());
        }

        @Override
        void layOut(Program p) {
            // Held as it is used.
        }

        @Override
        void encode(Program p, Buffer s, Buffer x, int count) {
            encoder.encode(p, config, s, x, count);
        }

        @Override
        void backward(Program p, Buffer ds, Buffer x, int rows, int states) {
            p.add(DENSE_TURNED, weight.size(), weight.gradient(), ds, x, rows, states, config.features(), config.dIn());
            p.add(BIAS, config.features(), bias.gradient(), ds, rows, config.features());
        }

        @Override
        double[] norms(Backend backend) {
            return norms(backend, Buffer.input("encoder rows", Encoder.transposed(weight.value().floats(), config.dIn(),
                    config.features())), config.dIn());
        }
    }

    private static final class Filters extends EncoderPass {
        private final boolean tied;
        private final Parameter v;
        private final Parameter w;
        /** Null where the activation has biases of its own. */
        private final Parameter bias;
        private final Buffer keys;
        private final Buffer values;
        private final Buffer gradV;
        private final Buffer gradW;
        private final Encoder encoder;

        Filters(SaeConfig config, Parameters parameters) {
            super(config);
            tied = config.type() == SaeType.BILINEAR_TIED;
            v = parameters.get(tied ? "V_dec" : "V_enc");
            w = parameters.get(tied ? "W_dec" : "W_enc");
            bias = config.type() == SaeType.BILINEAR_GATED ? null : parameters.get("b_enc");
            keys = Buffer.state("key filters", new float[v.size()]);
            values = Buffer.state("value filters", new float[w.size()]);
            gradV = tied ? Buffer.state("V_dec, encoder's gradient", new float[v.size()]) : v.gradient();
            gradW = tied ? Buffer.state("W_dec, encoder's gradient", new float[w.size()]) : w.gradient();
            encoder = new Encoder.Filters(keys, values,
                    bias == null ? Buffer.constant("no bias", new float[config.features()]) : bias.value());
        }

        @Override
        void layOut(Program p) {
            laidOut(p, keys, v.value(), config.features(), config.rank() * config.dk());
            laidOut(p, values, w.value(), config.features(), config.rank() * config.dv());
        }

        @Override
        void encode(Program p, Buffer s, Buffer x, int count) {
            encoder.encode(p, config, s, x, count);
        }

        @Override
        void backward(Program p, Buffer ds, Buffer x, int rows, int states) {
            p.add(FACTORS, config.features(), gradV, gradW, ds, x, v.value(), w.value(), rows, states, config.features(),
                    config.rank(), config.dk(), config.dv());
            if (tied) {
                p.add(ADD, v.size(), v.gradient(), gradV).add(ADD, w.size(), w.gradient(), gradW);
            }
            if (bias != null) {
                p.add(BIAS, config.features(), bias.gradient(), ds, rows, config.features());
            }
        }

        @Override
        double[] norms(Backend backend) {
            return norms(backend, v.value(), config.dk());
        }
    }
}
