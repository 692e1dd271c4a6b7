package org.writesae.sae.training;

import org.writesae.kernels.AtomDecode;
import org.writesae.kernels.DenseDecode;
import org.writesae.kernels.RowNorm;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.Decoder;
import org.writesae.sae.SaeConfig;

/** The decoder forward and backward, and its normalisation. */
abstract class DecoderPass {
    private static final Kernel ATOMS_BACKWARD = Kernel.of(AtomDecode.class, "decodeAtomsBackward");
    private static final Kernel DENSE_BACKWARD = Kernel.of(DenseDecode.class, "decodeDenseBackward");
    private static final Kernel NORMALIZE = Kernel.of(RowNorm.class, "normalizeRows");

    final SaeConfig config;
    private final Parameter bias;

    private DecoderPass(SaeConfig config, Parameter bias) {
        this.config = config;
        this.bias = bias;
    }

    static DecoderPass of(SaeConfig config, Parameters parameters) {
        return config.type().hasFactors() ? new Factors(config, parameters) : new Dense(config, parameters);
    }

    /** Adds the call that computes y [count, d_k, d_v] of a [count, features]. */
    abstract void decode(Program p, Buffer y, Buffer a, int count);

    /**
     * Adds the call that computes the gradient da [rows, features] of the coefficients where the mask is not 0.
     *
     * @param d [rows, d_k, d_v], gradient of the reconstructions
     */
    abstract void coefficientGradient(Program p, Buffer da, Buffer mask, Buffer d, int rows);

    /** Adds the calls that compute the gradients of the weights. */
    final void backward(Program p, Buffer a, Buffer d, int rows) {
        weights(p, a, d, rows);
        p.add(EncoderPass.BIAS, config.dIn(), bias.gradient(), d, rows, config.dIn());
    }

    abstract void weights(Program p, Buffer a, Buffer d, int rows);

    /** Adds the calls that bring every factor, or every whole atom, to unit norm. */
    abstract void normalize(Program p);

    private static final class Factors extends DecoderPass {
        private final Parameter v;
        private final Parameter w;
        private final Decoder decoder;

        Factors(SaeConfig config, Parameters parameters) {
            super(config, parameters.get("bias"));
            v = parameters.get(config.type().keyFactor());
            w = parameters.get(config.type().valueFactor());
            decoder = new Decoder.Factors(v.value(), w.value(), parameters.get("bias").value());
        }

        @Override
        void decode(Program p, Buffer y, Buffer a, int count) {
            decoder.decode(p, config, y, a, count);
        }

        @Override
        void coefficientGradient(Program p, Buffer da, Buffer mask, Buffer d, int rows) {
            p.add(ATOMS_BACKWARD, Math.multiplyExact(rows, config.features()), da, mask, d, v.value(), w.value(), config.features(),
                    config.rank(), config.dk(), config.dv());
        }

        @Override
        void weights(Program p, Buffer a, Buffer d, int rows) {
            p.add(EncoderPass.FACTORS, config.features(), v.gradient(), w.gradient(), a, d, v.value(), w.value(), rows, rows,
                    config.features(), config.rank(), config.dk(), config.dv());
        }

        @Override
        void normalize(Program p) {
            p.add(NORMALIZE, config.features() * config.rank(), v.value(), config.dk());
            p.add(NORMALIZE, config.features() * config.rank(), w.value(), config.dv());
        }
    }

    private static final class Dense extends DecoderPass {
        private final Parameter atoms;
        private final Decoder decoder;

        Dense(SaeConfig config, Parameters parameters) {
            super(config, parameters.get("decoder.bias"));
            atoms = parameters.get("decoder.weight");
            decoder = new Decoder.Dense(atoms.value(), parameters.get("decoder.bias").value());
        }

        @Override
        void decode(Program p, Buffer y, Buffer a, int count) {
            decoder.decode(p, config, y, a, count);
        }

        @Override
        void coefficientGradient(Program p, Buffer da, Buffer mask, Buffer d, int rows) {
            p.add(DENSE_BACKWARD, Math.multiplyExact(rows, config.features()), da, mask, d, atoms.value(), config.features(),
                    config.dIn());
        }

        @Override
        void weights(Program p, Buffer a, Buffer d, int rows) {
            p.add(EncoderPass.DENSE, atoms.size(), atoms.gradient(), a, d, rows, rows, config.features(), config.dIn());
        }

        @Override
        void normalize(Program p) {
            p.add(NORMALIZE, config.features(), atoms.value(), config.dIn());
        }
    }
}
