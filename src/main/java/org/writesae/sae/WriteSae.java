package org.writesae.sae;

import java.util.List;

import org.writesae.io.InputException;
import org.writesae.kernels.AtomDecode;
import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.Linear;
import org.writesae.kernels.MatrixProduct;
import org.writesae.kernels.RowCopy;
import org.writesae.kernels.TopK;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * An SAE whose atoms are sums of rank-1 matrices v wᵀ, on a backend: bilinear, bilinear_tied and rank1
 * (PROTOCOLS 2), of any rank.
 *
 * <p>BatchTopK keeps the largest coefficients of a whole batch, so its result depends on what is encoded
 * together. States are encoded one by one here, where it is the same as TopK.
 */
public final class WriteSae {
    private static final Kernel BILINEAR = Kernel.of(BilinearEncode.class, "bilinearEncode");
    private static final Kernel DENSE = Kernel.of(Linear.class, "linearBias");
    private static final Kernel WIDEN = Kernel.of(RowCopy.class, "widen");
    private static final Kernel TOP_K = Kernel.of(TopK.class, "topK");
    private static final Kernel DECODE = Kernel.of(AtomDecode.class, "decodeAtoms");
    private static final Kernel FROBENIUS = Kernel.of(MatrixProduct.class, "frobenius");
    private static final List<SaeType> KNOWN = List.of(SaeType.BILINEAR, SaeType.BILINEAR_TIED, SaeType.RANK1);

    private final SaeConfig config;
    private final Backend backend;
    private final Encoder encoder;
    private final Buffer keys;
    private final Buffer values;
    private final Buffer bias;

    /** How pre-activations come from states: filters of rank-1 terms, or a dense matrix. */
    private sealed interface Encoder {
    }

    private record Filters(Buffer v, Buffer w, Buffer bias) implements Encoder {
    }

    private record Dense(Buffer weight, Buffer bias) implements Encoder {
    }

    /**
     * @param checkpoint a checkpoint with an encoder
     * @param backend    where it runs
     * @throws InputException if the variant has no rank-1 atoms or the file no encoder
     */
    public WriteSae(SaeCheckpoint checkpoint, Backend backend) {
        this.config = checkpoint.config();
        this.backend = backend;
        if (!KNOWN.contains(config.type())) {
            throw new InputException(checkpoint.path() + ": sae_type " + config.type().label()
                    + ": only bilinear, bilinear_tied and rank1 can be encoded with");
        }
        if (!checkpoint.hasEncoder()) {
            throw new InputException(checkpoint.path() + ": holds decoder factors only, no encoder to find firings with");
        }
        keys = constant(checkpoint, config.type().keyFactor());
        values = constant(checkpoint, config.type().valueFactor());
        // Files of form B may leave the decoder bias out; no condition of the replacement test reads it.
        bias = checkpoint.tensors().containsKey("bias") ? constant(checkpoint, "bias")
                : Buffer.constant("bias", new float[config.dIn()]);
        encoder = switch (config.type()) {
            case BILINEAR -> filters(checkpoint.tensor("V_enc").floats(), checkpoint.tensor("W_enc").floats(),
                    checkpoint.tensor("b_enc").floats());
            case BILINEAR_TIED -> filters(keys.floats(), values.floats(), checkpoint.tensor("b_enc").floats());
            default -> new Dense(transposed("encoder.weight", checkpoint.tensor("encoder.weight").floats(), config.features(),
                    config.dIn()), constant(checkpoint, "encoder.bias"));
        };
    }

    /** An SAE from arrays, for benchmarks: bilinear, every bias zero. */
    public WriteSae(SaeConfig config, float[] v, float[] w, Backend backend) {
        this.config = config;
        this.backend = backend;
        keys = Buffer.constant("V_dec", v);
        values = Buffer.constant("W_dec", w);
        bias = Buffer.constant("bias", new float[config.dIn()]);
        encoder = filters(v, w, new float[config.features()]);
    }

    public SaeConfig config() {
        return config;
    }

    /**
     * {@code s}, before TopK and ReLU.
     *
     * @param states [count, d_k, d_v]
     * @return [count, features]
     */
    public float[] preActivations(float[] states, int count) {
        float[] s = new float[Math.multiplyExact(count, config.features())];
        Buffer x = Buffer.input("states", states);
        Buffer out = Buffer.output("pre-activations", s);
        Program p = new Program("encode");
        switch (encoder) {
            case Filters f -> p.add(BILINEAR, s.length, out, x, f.v(), f.w(), f.bias(), config.features(), config.rank(),
                    config.dk(), config.dv());
            case Dense d -> {
                Buffer wide = Buffer.scratch("states, wide", new double[Math.multiplyExact(count, config.dIn())]);
                p.add(WIDEN, count * config.dIn(), wide, x);
                p.add(DENSE, s.length, out, wide, d.weight(), d.bias(), config.dIn(), config.features());
            }
        }
        backend.run(p);
        return s;
    }

    /**
     * Coefficients a = ReLU(TopK_k(s)), each state on its own.
     *
     * @param states [count, d_k, d_v]
     * @return [count, features]
     */
    public float[] encode(float[] states, int count) {
        return activate(preActivations(states, count));
    }

    /** TopK and ReLU of pre-activations [count, features]. */
    public float[] activate(float[] preActivations) {
        return activate(preActivations, config.k());
    }

    /** The same with another k than the dictionary's. */
    float[] activate(float[] preActivations, int k) {
        float[] a = new float[preActivations.length];
        backend.run(new Program("topk").add(TOP_K, a.length, Buffer.output("coefficients", a),
                Buffer.input("pre-activations", preActivations), config.features(), k));
        return a;
    }

    /**
     * Reconstructions X̂.
     *
     * @param coefficients [count, features]
     * @return [count, d_k, d_v]
     */
    public float[] decode(float[] coefficients, int count) {
        float[] y = new float[Math.multiplyExact(count, config.dIn())];
        backend.run(new Program("decode").add(DECODE, y.length, Buffer.output("reconstruction", y),
                Buffer.input("coefficients", coefficients), keys, values, bias, config.features(), config.rank(),
                config.dk(), config.dv()));
        return y;
    }

    /** ‖A_i‖_F of every atom. They are not exactly 1: decoders are renormalised only now and then. */
    public double[] atomNorms() {
        double[] squares = new double[config.features()];
        backend.run(new Program("atom norms").add(FROBENIUS, squares.length, Buffer.output("squares", squares), keys, values,
                Buffer.input("keys, wide", widened(keys.floats())), Buffer.input("values, wide", widened(values.floats())),
                config.rank(), config.rank(), config.dk(), config.dv()));
        for (int i = 0; i < squares.length; i++) {
            squares[i] = Math.sqrt(squares[i]);
        }
        return squares;
    }

    /** [features, rank, d_k]: key factors v of the atoms. */
    public float[] keyFactors() {
        return keys.floats();
    }

    /** [features, rank, d_v]: value factors w of the atoms. */
    public float[] valueFactors() {
        return values.floats();
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
    private Filters filters(float[] v, float[] w, float[] encoderBias) {
        int terms = config.rank();
        return new Filters(transposed("key filters", v, config.features(), terms * config.dk()),
                transposed("value filters", w, config.features(), terms * config.dv()),
                Buffer.constant("b_enc", encoderBias));
    }

    /** [features, width] as torch stores it to [width, features]. */
    private static Buffer transposed(String name, float[] stored, int features, int width) {
        float[] target = new float[stored.length];
        for (int j = 0; j < features; j++) {
            for (int l = 0; l < width; l++) {
                target[l * features + j] = stored[j * width + l];
            }
        }
        return Buffer.constant(name, target);
    }
}
