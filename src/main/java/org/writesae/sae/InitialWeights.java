package org.writesae.sae;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.writesae.io.Tensor;
import org.writesae.torch.TorchGenerator;

/**
 * The parameters of a new autoencoder, drawn as the constructors of upstream's {@code core/sae.py} draw
 * them: dense layers uniform, weight before bias; factors normal, keys before values, encoder before
 * decoder; then every factor, and every column of a dense decoder, divided by its norm. The draws are torch's to the
 * bit, the norms to 2 ulp ({@link UnitNorm}).
 */
public final class InitialWeights {
    /** Upstream's {@code init_threshold}. */
    public static final double DEFAULT_THRESHOLD = 1e-3;

    private final SaeConfig config;
    private final TorchGenerator generator;
    private final Map<String, float[]> drawn = new LinkedHashMap<>();

    private InitialWeights(SaeConfig config, TorchGenerator generator) {
        this.config = config;
        this.generator = generator;
    }

    /**
     * All parameters by upstream's names, in the order of its {@code model.parameters()}, which is also the order of
     * Adam's state.
     *
     * @param config    the variant and its sizes; of the raw configuration {@code init_threshold} (jumprelu)
     * @param generator the default generator, seeded; left where upstream's is after construction
     */
    public static Map<String, Tensor> draw(SaeConfig config, TorchGenerator generator) {
        InitialWeights weights = new InitialWeights(config, generator);
        weights.draw();
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        SaeShapes.parameters(config).forEach((name, shape) -> {
            float[] values = weights.drawn.containsKey(name) ? weights.drawn.get(name) : weights.constant(name, shape);
            parameters.put(name, Tensor.of(name, values, shape));
        });
        return parameters;
    }

    private void draw() {
        switch (config.type()) {
            case FLAT -> {
                dense("encoder", config.dIn(), config.features());
                denseDecoder();
            }
            case RANK1 -> {
                dense("encoder", config.dIn(), config.features());
                factors("V", "W");
            }
            case BILINEAR_TIED -> factors("V_dec", "W_dec");
            case BILINEAR_FLAT -> {
                factors("V_enc", "W_enc");
                denseDecoder();
            }
            case BILINEAR, BILINEAR_GATED, BILINEAR_JUMPRELU -> {
                factors("V_enc", "W_enc");
                factors("V_dec", "W_dec");
            }
        }
    }

    private float[] constant(String name, long[] shape) {
        float[] values = new float[Math.toIntExact(SaeShapes.size(shape))];
        if (name.equals("log_threshold")) {
            Arrays.fill(values, (float) Math.log((float) config.positive("init_threshold", DEFAULT_THRESHOLD)));
        }
        return values;
    }

    /** {@code nn.Linear}: Kaiming-uniform with a = √5, computed in double in torch's order of operations. */
    private void dense(String layer, int in, int out) {
        double slope = Math.sqrt(5);
        double gain = Math.sqrt(2 / (1 + slope * slope));
        double bound = Math.sqrt(3) * (gain / Math.sqrt(in));
        drawn.put(layer + ".weight", generator.uniform(Math.multiplyExact(in, out), -bound, bound));
        double biasBound = 1 / Math.sqrt(in);
        drawn.put(layer + ".bias", generator.uniform(out, -biasBound, biasBound));
    }

    private void denseDecoder() {
        dense("decoder", config.features(), config.dIn());
        UnitNorm.columns(drawn.get("decoder.weight"), config.dIn(), config.features());
    }

    private void factors(String key, String value) {
        int vectors = Math.multiplyExact(config.features(), config.rank());
        drawn.put(key, generator.randn(Math.multiplyExact(vectors, config.dk())));
        drawn.put(value, generator.randn(Math.multiplyExact(vectors, config.dv())));
        UnitNorm.rows(drawn.get(key), config.dk());
        UnitNorm.rows(drawn.get(value), config.dv());
    }
}
