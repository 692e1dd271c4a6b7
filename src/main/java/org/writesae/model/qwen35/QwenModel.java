package org.writesae.model.qwen35;

import java.nio.file.Path;
import java.util.List;

import org.writesae.io.InputException;
import org.writesae.io.ShardedSafetensors;
import org.writesae.io.TensorFile;
import org.writesae.runtime.Backend;

/** A Qwen3.5 text model on a backend. */
public final class QwenModel implements AutoCloseable {
    private final String name;
    private final QwenConfig config;
    private final QwenWeights weights;
    private final Backend backend;
    private final TensorFile file;
    private RotaryTable rotary = new RotaryTable(new float[0], new float[0]);

    QwenModel(String name, QwenConfig config, QwenWeights weights, Backend backend, TensorFile file) {
        this.name = name;
        this.config = config;
        this.weights = weights;
        this.backend = backend;
        this.file = file;
    }

    /**
     * Loads a model directory in the Hugging Face layout.
     *
     * @throws InputException if a file is missing or broken, a tensor is missing or of a wrong shape, or
     *                        a weight is not finite
     */
    public static QwenModel load(Path directory, Backend backend) {
        QwenConfig config = QwenConfig.read(directory);
        TensorFile file = ShardedSafetensors.open(directory);
        try {
            return new QwenModel(directory.toString(), config, new WeightLoader(file, config).load(), backend, file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** A model of a given shape with random weights, for benchmarks. */
    public static QwenModel random(QwenConfig config, long seed, Backend backend) {
        return new QwenModel("random", config, RandomWeights.of(config, seed), backend, null);
    }

    /** Where it came from. */
    public String name() {
        return name;
    }

    public QwenConfig config() {
        return config;
    }

    public Backend backend() {
        return backend;
    }

    QwenWeights weights() {
        return weights;
    }

    /** The state before the first token of a text of at most {@code capacity} tokens. */
    public QwenState begin(int capacity) {
        return new QwenState(config, capacity, 0);
    }

    /** A pass over the next {@code rows} tokens of a text; it can be used again for as many more. */
    public Pass pass(QwenState state, int rows) {
        return new Pass(this, state, rows, List.of());
    }

    /** A pass over a whole text from its first token, with branches. */
    public Pass pass(int rows, List<Branch> branches) {
        int spare = branches.stream().mapToInt(Branch::length).sum();
        return new Pass(this, new QwenState(config, rows, spare), rows, branches);
    }

    /**
     * Reads tokens and moves the state past them.
     *
     * @return [ids.length, vocabulary], the logits after each token
     */
    public double[] forward(QwenState state, int[] ids) {
        Pass pass = pass(state, ids.length);
        pass.embed(ids);
        for (int i = 0; i < config.layers(); i++) {
            pass.layer(i, new int[0]);
        }
        pass.finish();
        double[] logits = new double[Math.multiplyExact(ids.length, config.vocabulary())];
        int[] all = new int[ids.length];
        for (int t = 0; t < all.length; t++) {
            all[t] = t;
        }
        pass.logits(logits, all);
        return logits;
    }

    /** {@link QwenConfig#requireTokens} of its configuration. */
    public void requireTokens(int[] ids, String where) {
        config.requireTokens(ids, where);
    }

    RotaryTable rotary(int positions) {
        int half = Math.max(1, config.rotary() / 2);
        if (rotary.cosines().length < positions * half) {
            rotary = RotaryTable.of(positions, config.rotary(), config.ropeTheta());
        }
        return rotary;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
