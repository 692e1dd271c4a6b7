package org.writesae.sae;

import java.util.Arrays;

import org.writesae.io.InputException;
import org.writesae.kernels.MatrixProduct;
import org.writesae.kernels.RowNorm;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * An SAE on a backend: any of the seven variants of upstream's {@code core/sae.py}, of any rank.
 *
 * <p>BatchTopK keeps the largest coefficients of a whole batch, so its result depends on what is encoded
 * together: {@link #encode} takes states one by one, where it is the same as TopK, {@link #encodeBatch} all at once.
 */
public final class WriteSae {
    private static final Kernel FROBENIUS = Kernel.of(MatrixProduct.class, "frobenius");
    private static final Kernel ROW_NORMS = Kernel.of(RowNorm.class, "rowNorms");

    private final SaeConfig config;
    private final Backend backend;
    private final Encoder encoder;
    private final Activation activation;
    private final Decoder decoder;

    /**
     * @param checkpoint a checkpoint with an encoder
     * @param backend    where it runs
     * @throws InputException if the file has no encoder
     */
    public WriteSae(SaeCheckpoint checkpoint, Backend backend) {
        this.config = checkpoint.config();
        this.backend = backend;
        if (!checkpoint.hasEncoder()) {
            throw new InputException(checkpoint.path() + ": holds decoder factors only, no encoder to find firings with");
        }
        decoder = decoder(checkpoint);
        encoder = encoder(checkpoint);
        activation = switch (config.type()) {
            case BILINEAR_GATED -> new Activation.SoftGate(constant(checkpoint, "b_gate"), constant(checkpoint, "b_mag"),
                    constant(checkpoint, "r_mag"));
            case BILINEAR_JUMPRELU -> new Activation.Jump(constant(checkpoint, "log_threshold"));
            default -> new Activation.Largest(config.k(), false);
        };
    }

    private Decoder decoder(SaeCheckpoint checkpoint) {
        if (!config.type().hasFactors()) {
            float[] atoms = Encoder.transposed(checkpoint.tensor("decoder.weight").floats(), config.dIn(), config.features());
            return new Decoder.Dense(Buffer.constant("atoms", atoms), constant(checkpoint, "decoder.bias"));
        }
        // Files of form B may leave the decoder bias out; no condition of the replacement test reads it.
        Buffer bias = checkpoint.tensors().containsKey("bias") ? constant(checkpoint, "bias")
                : Buffer.constant("bias", new float[config.dIn()]);
        return new Decoder.Factors(constant(checkpoint, config.type().keyFactor()),
                constant(checkpoint, config.type().valueFactor()), bias);
    }

    private Encoder encoder(SaeCheckpoint checkpoint) {
        return switch (config.type()) {
            case FLAT, RANK1 -> new Encoder.Dense(
                    Buffer.constant("encoder.weight", Encoder.transposed(checkpoint.tensor("encoder.weight").floats(),
                            config.features(), config.dIn())), constant(checkpoint, "encoder.bias"));
            case BILINEAR_TIED -> filters(checkpoint.tensor("V_dec").floats(), checkpoint.tensor("W_dec").floats(),
                    checkpoint.tensor("b_enc").floats());
            // The gate and the magnitude have biases of their own.
            case BILINEAR_GATED -> filters(checkpoint.tensor("V_enc").floats(), checkpoint.tensor("W_enc").floats(),
                    new float[config.features()]);
            default -> filters(checkpoint.tensor("V_enc").floats(), checkpoint.tensor("W_enc").floats(),
                    checkpoint.tensor("b_enc").floats());
        };
    }

    /** An SAE from arrays, for benchmarks: bilinear, every bias zero. */
    public WriteSae(SaeConfig config, float[] v, float[] w, Backend backend) {
        this.config = config;
        this.backend = backend;
        decoder = new Decoder.Factors(Buffer.constant("V_dec", v), Buffer.constant("W_dec", w),
                Buffer.constant("bias", new float[config.dIn()]));
        encoder = filters(v, w, new float[config.features()]);
        activation = new Activation.Largest(config.k(), false);
    }

    public SaeConfig config() {
        return config;
    }

    /**
     * {@code s}, before the activation.
     *
     * @param states [count, d_k, d_v]
     * @return [count, features]
     */
    public float[] preActivations(float[] states, int count) {
        float[] s = new float[Math.multiplyExact(count, config.features())];
        Program p = new Program("encode");
        encoder.encode(p, config, Buffer.output("pre-activations", s), Buffer.input("states", states), count);
        backend.run(p);
        return s;
    }

    /**
     * Coefficients, each state on its own.
     *
     * @param states [count, d_k, d_v]
     * @return [count, features]
     */
    public float[] encode(float[] states, int count) {
        return activate(preActivations(states, count));
    }

    /**
     * Coefficients of a batch: with BatchTopK the k · count largest of all of them, else as {@link #encode}.
     *
     * @param states [count, d_k, d_v]
     * @return [count, features]
     */
    public float[] encodeBatch(float[] states, int count) {
        float[] s = preActivations(states, count);
        return config.batchTopK() && activation instanceof Activation.Largest ? activate(s, new Activation.Largest(config.k(), true))
                : activate(s);
    }

    /** Coefficients of pre-activations [count, features], each state on its own. */
    public float[] activate(float[] preActivations) {
        return activate(preActivations, activation);
    }

    float[] activate(float[] preActivations, Activation by) {
        float[] a = new float[preActivations.length];
        Program p = new Program("activate");
        by.activate(p, config, Buffer.output("coefficients", a), Buffer.input("pre-activations", preActivations),
                a.length / config.features());
        backend.run(p);
        return a;
    }

    /** The soft gates of pre-activations [count, features]; of the gated variant only. */
    float[] gates(float[] preActivations) {
        float[] gates = new float[preActivations.length];
        Program p = new Program("gates");
        ((Activation.SoftGate) activation).gates(p, config, Buffer.output("coefficients", new float[gates.length]),
                Buffer.output("gates", gates), Buffer.input("pre-activations", preActivations), gates.length / config.features());
        backend.run(p);
        return gates;
    }

    /**
     * Reconstructions X̂.
     *
     * @param coefficients [count, features]
     * @return [count, d_k, d_v]
     */
    public float[] decode(float[] coefficients, int count) {
        float[] y = new float[Math.multiplyExact(count, config.dIn())];
        Program p = new Program("decode");
        decoder.decode(p, config, Buffer.output("reconstruction", y), Buffer.input("coefficients", coefficients), count);
        backend.run(p);
        return y;
    }

    /** ‖A_i‖_F of every atom. They are not exactly 1: decoders are renormalised only now and then. */
    public double[] atomNorms() {
        return switch (decoder) {
            case Decoder.Dense d -> backend.compute(ROW_NORMS, config.features(), d.atoms(), config.dIn());
            case Decoder.Factors f -> Arrays.stream(backend.compute(FROBENIUS, config.features(), f.v(), f.w(),
                    Buffer.input("keys, wide", widened(f.v().floats())), Buffer.input("values, wide", widened(f.w().floats())),
                    config.rank(), config.rank(), config.dk(), config.dv())).map(Math::sqrt).toArray();
        };
    }

    /** [features, rank, d_k]: key factors v of the atoms. */
    public float[] keyFactors() {
        return factors().v().floats();
    }

    /** [features, rank, d_v]: value factors w of the atoms. */
    public float[] valueFactors() {
        return factors().w().floats();
    }

    /** [d_k, d_v]: atom {@code i} of a dictionary whose atoms are whole matrices. */
    public float[] matrixAtom(int i) {
        if (decoder instanceof Decoder.Dense dense) {
            return Arrays.copyOfRange(dense.atoms().floats(), i * config.dIn(), (i + 1) * config.dIn());
        }
        throw new InputException("atoms of a " + config.type().label() + " autoencoder are not stored as matrices");
    }

    private Decoder.Factors factors() {
        if (decoder instanceof Decoder.Factors factors) {
            return factors;
        }
        throw new InputException("atoms of a " + config.type().label() + " autoencoder have no factors");
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        for (int n = 0; n < wide.length; n++) {
            wide[n] = values[n];
        }
        return wide;
    }

    private static Buffer constant(SaeCheckpoint checkpoint, String name) {
        return Buffer.constant(name, checkpoint.tensor(name).floats());
    }

    /** Factors [features, rank, width] as filters [rank, width, features]: a transpose all the same. */
    private Encoder filters(float[] v, float[] w, float[] encoderBias) {
        int terms = config.rank();
        return new Encoder.Filters(
                Buffer.constant("key filters", Encoder.transposed(v, config.features(), terms * config.dk())),
                Buffer.constant("value filters", Encoder.transposed(w, config.features(), terms * config.dv())),
                Buffer.constant("b_enc", encoderBias));
    }
}
