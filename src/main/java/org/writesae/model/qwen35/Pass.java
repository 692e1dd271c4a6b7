package org.writesae.model.qwen35;

import java.util.Arrays;
import java.util.List;

import org.writesae.kernels.Embedding;
import org.writesae.kernels.Linear;
import org.writesae.kernels.ResidualStream;
import org.writesae.kernels.RmsNorm;
import org.writesae.kernels.RowCopy;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * One walk of a fixed number of rows through the layers, layer by layer under the caller's control:
 * {@link #embed}, {@link #layer} for each layer in order, {@link #logits}. Between two layers everything
 * the last one computed can be read. Branch rows take part from {@link #join} on.
 */
public final class Pass {
    private static final Kernel EMBED = Kernel.of(Embedding.class, "embed");
    private static final Kernel COPY = Kernel.of(ResidualStream.class, "copyResidual");
    private static final Kernel ROUND = Kernel.of(ResidualStream.class, "roundResidual");
    private static final Kernel RMS_NORM = Kernel.of(RmsNorm.class, "rmsNorm");
    private static final Kernel GATHER = Kernel.of(RowCopy.class, "gatherRows");
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");

    private final QwenConfig config;
    private final QwenWeights weights;
    private final Backend backend;
    private final QwenState state;
    private final Rows rows;
    private final Activations x;
    private final Layers layers;
    private final Buffer cosines;
    private final Buffer sines;
    private final int slotsSeen;
    private final Buffer noneKept;
    private Buffer kept;
    private Buffer keep;
    private int active;

    Pass(QwenModel model, QwenState state, int rowCount, List<Branch> branches) {
        this.config = model.config();
        this.weights = model.weights();
        this.backend = model.backend();
        this.state = state;
        this.rows = new Rows(rowCount, branches, state.capacity());
        this.slotsSeen = state.capacity() + branches.stream().mapToInt(Branch::length).max().orElse(0);
        this.x = new Activations(config, rows.total, slotsSeen);
        this.layers = new Layers(config, x, rows);
        RotaryTable table = model.rotary(state.capacity());
        this.cosines = Buffer.constant("cosines", table.cosines());
        this.sines = Buffer.constant("sines", table.sines());
        this.noneKept = Buffer.state("nothing kept", new float[config.dk() * config.dv()]);
        this.keep = Buffer.input("keep", new int[rows.main * config.valueHeads()]);
        keepNothing();
    }

    /** Keeps no states from the next layer on. */
    public void keepNothing() {
        Arrays.fill(keep.ints(), -1);
        kept = noneKept;
    }

    /**
     * Keeps states from the next layer on.
     *
     * @param pool [matrices, d_k, d_v], where they go
     * @param index [rows, H], the matrix that gets S_t of each head, −1 for none
     */
    public void keepStates(float[] pool, int[] index) {
        System.arraycopy(index, 0, keep.ints(), 0, index.length);
        kept = Buffer.state("kept states", pool);
    }

    /**
     * Starts the walk with the tokens at the state's position.
     *
     * @param ids one per row of the sequence, each within the vocabulary
     */
    public void embed(int[] ids) {
        int hidden = config.hidden();
        float[] table = new float[rows.main * hidden];
        int[] local = new int[rows.main];
        for (int t = 0; t < rows.main; t++) {
            weights.embedding().copy(ids[t], table, t * hidden);
            local[t] = t;
        }
        rows.startAt(state.position());
        active = rows.main;
        backend.run(new Program("embedding").add(EMBED, rows.main * hidden, x.residual,
                Buffer.input("embedding rows", table), Buffer.input("ids", local), hidden));
    }

    /**
     * Starts in front of a layer that another pass over the same tokens has reached, with its residual
     * stream: no layer before it has to run again. The text must begin with this pass.
     */
    public void continueFrom(Pass other) {
        System.arraycopy(other.x.residual.doubles(), 0, x.residual.doubles(), 0, rows.main * config.hidden());
        rows.startAt(0);
        active = rows.main;
    }

    /** Branch rows enter with the residual stream the sequence has at their positions. */
    public void join() {
        active = rows.total;
        backend.run(new Program("join").add(COPY, (rows.total - rows.main) * config.hidden(), x.residual, rows.twin,
                rows.main, config.hidden()));
    }

    /**
     * Runs layer {@code i} and moves the state of the sequence past its rows.
     *
     * @param i     layer, in order from 0
     * @param start [branches, H] matrix of the kept states each head of each branch starts from; not
     *              read before {@link #join} or in a full-attention layer
     */
    public void layer(int i, int[] start) {
        layer(i, start, null);
    }

    /** The same with edits of kept states, made before the branches start from them. */
    public void layer(int i, int[] start, StateEdits edits) {
        LayerWeights w = weights.layers().get(i);
        Program p = new Program("layer " + i);
        layers.norm(p, w.inputNorm(), active);
        switch (w.mixer()) {
            case LayerWeights.Delta delta -> {
                layers.project(p, delta, state.window(i), active);
                layers.recurrence(p, state.recurrentBuffer(i), kept, keep);
                layers.shiftWindow(p, state.window(i));
                if (active > rows.main) {
                    branches(p, start, edits);
                }
                layers.output(p, delta, active);
            }
            case LayerWeights.Attention attention -> layers.attention(p, attention, state.keys(i), state.values(i),
                    cosines, sines, slotsSeen, active);
        }
        layers.feedForward(p, w, active);
        backend.run(p);
    }

    private void branches(Program p, int[] start, StateEdits edits) {
        if (edits != null) {
            layers.edit(p, kept, edits);
        }
        layers.branches(p, kept, Buffer.input("start", start));
        if (edits != null) {
            layers.readEdited(p, kept, edits);
        }
    }

    /**
     * Runs only what layer {@code i} computes up to its states and writes, leaving residual stream and
     * state as they were: the layer can be run in earnest afterwards.
     */
    public void probe(int i) {
        LayerWeights w = weights.layers().get(i);
        LayerWeights.Delta delta = (LayerWeights.Delta) w.mixer();
        Program p = new Program("probe of layer " + i);
        layers.norm(p, w.inputNorm(), active);
        layers.project(p, delta, state.window(i), active);
        Buffer probed = Buffer.state("probed state", state.recurrent(i).clone());
        layers.recurrence(p, probed, kept, keep);
        backend.run(p);
    }

    /** Ends the walk: the state of the sequence is now past its rows. */
    public void finish() {
        state.advance(rows.main);
    }

    /**
     * Logits of some rows after the last layer.
     *
     * @param logits [picked, vocabulary], wide. Modified.
     * @param picked rows, of the sequence or of branches
     */
    public void logits(double[] logits, int[] picked) {
        int hidden = config.hidden();
        double[] some = new double[picked.length * hidden];
        Buffer gathered = Buffer.scratch("picked rows", some);
        Buffer normed = Buffer.scratch("picked rows, normed", new double[picked.length * hidden]);
        Program p = new Program("logits");
        p.add(ROUND, active * hidden, x.rounded, x.residual);
        p.add(GATHER, picked.length * hidden, gathered, x.rounded, Buffer.input("picked", picked), hidden);
        p.add(RMS_NORM, picked.length, normed, gathered, weights.finalNorm(), hidden, 1.0, config.eps());
        p.add(LINEAR, picked.length * config.vocabulary(), Buffer.output("logits", logits), normed, weights.head(), hidden,
                config.vocabulary());
        backend.run(p);
    }

    /** Rows of the sequence. */
    public int rows() {
        return rows.main;
    }

    /** First row of branch {@code b}. */
    public int firstRow(int b) {
        return rows.first.ints()[b];
    }

    /** [rows, Hk, d_k]: normalised keys of the last delta-rule layer run. */
    public Buffer keys() {
        return x.k;
    }

    /** [rows, 2·Hk·d_k + H·d_v]: its convolved channels q ‖ k ‖ v. */
    public Buffer mixed() {
        return x.mixed;
    }

    /** [rows, H, d_v]: its errors e_t, the value factor of the write as executed. */
    public Buffer errors() {
        return x.error;
    }

    /** [rows, H]: its decays α_t. */
    public Buffer alpha() {
        return x.alpha;
    }

    /** [rows, H]: its write strengths β_t. */
    public Buffer beta() {
        return x.beta;
    }
}
