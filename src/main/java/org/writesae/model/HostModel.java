package org.writesae.model;

import java.util.List;
import java.util.stream.IntStream;

import org.writesae.io.TensorFile;
import org.writesae.runtime.Backend;

/** A language model with a matrix state, on a backend. */
public abstract class HostModel implements AutoCloseable {
    private final String name;
    private final Backend backend;
    private final TensorFile file;

    /**
     * @param name    where it came from
     * @param backend what runs it
     * @param file    its open weights, closed with the model; null if there are none
     */
    protected HostModel(String name, Backend backend, TensorFile file) {
        this.name = name;
        this.backend = backend;
        this.file = file;
    }

    /** Where it came from. */
    public final String name() {
        return name;
    }

    public final Backend backend() {
        return backend;
    }

    public abstract ModelConfig config();

    /** The state before the first token of a text of at most {@code capacity} tokens. */
    public final ModelState begin(int capacity) {
        return begin(capacity, 0);
    }

    /** The same with room for {@code spare} rows of branches. */
    protected abstract ModelState begin(int capacity, int spare);

    /** A pass of {@code rows} rows and some branches over a text with this state. */
    protected abstract Pass pass(ModelState state, int rows, List<Branch> branches);

    /** A pass over the next {@code rows} tokens of a text; it can be used again for as many more. */
    public final Pass pass(ModelState state, int rows) {
        return pass(state, rows, List.of());
    }

    /** A pass over a whole text from its first token, with branches. */
    public final Pass pass(int rows, List<Branch> branches) {
        return pass(begin(rows, branches.stream().mapToInt(Branch::length).sum()), rows, branches);
    }

    /** The embedding table. */
    protected abstract EmbeddingRows embedding();

    /** The output matrix. */
    protected abstract OutputMatrix output();

    /** The way of head outputs into the residual stream in layer {@code i}, which has a state. */
    public abstract HeadReadout readout(int i);

    /** The norm in front of the output matrix. */
    public abstract FinalNorm finalNorm();

    /** [hidden], W_U[token], a row of the unembedding. */
    public final double[] unembedding(int token) {
        return output().row(token);
    }

    /** Reads tokens and moves the state past them; gives the pass, behind its last layer. */
    public final Pass read(ModelState state, int[] ids) {
        Pass pass = pass(state, ids.length);
        pass.read(ids);
        return pass;
    }

    /**
     * Reads tokens and moves the state past them.
     *
     * @return [ids.length, vocabulary], the logits after each token
     */
    public final double[] forward(ModelState state, int[] ids) {
        Pass pass = read(state, ids);
        double[] logits = new double[Math.multiplyExact(ids.length, config().vocabulary())];
        pass.logits(logits, IntStream.range(0, ids.length).toArray());
        return logits;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
