package org.writesae.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.writesae.kernels.Embedding;
import org.writesae.kernels.ResidualStream;
import org.writesae.kernels.RowCopy;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * One walk of a fixed number of rows through the layers, layer by layer under the caller's control:
 * {@link #embed}, {@link #layer} for each layer in order, {@link #logits}. Between two layers everything
 * the last one computed can be read. Branch rows take part from {@link #join} on. What a layer does is its
 * family's; the residual stream, the kept states and the way in and out are the same for all.
 */
public abstract class Pass implements LastLayer {
    private static final Kernel EMBED = Kernel.of(Embedding.class, "embed");
    private static final Kernel COPY = Kernel.of(ResidualStream.class, "copyResidual");
    private static final Kernel ROUND = Kernel.of(ResidualStream.class, "roundResidual");
    private static final Kernel GATHER = Kernel.of(RowCopy.class, "gatherRows");

    /** How the rows hang together. */
    protected final Rows rows;
    /** [T, hidden], the residual stream, in double. */
    protected final Buffer residual;
    /** [T, hidden], room for the residual stream as wide values. */
    protected final Buffer rounded;
    /** The states that are kept, and from which the branches start. */
    protected final KeptStates kept;
    private final HostModel model;
    private final ModelConfig config;
    private final Backend backend;
    private final ModelState state;
    private int active;

    /**
     * @param model    the model
     * @param state    state of the text, moved on by the pass
     * @param rowCount rows of the sequence
     * @param branches branches, each inside the sequence
     */
    protected Pass(HostModel model, ModelState state, int rowCount, List<Branch> branches) {
        this.model = model;
        this.config = model.config();
        this.backend = model.backend();
        this.state = state;
        this.rows = new Rows(rowCount, branches, state.capacity());
        this.residual = Buffer.state("residual", new double[Math.multiplyExact(rows.total, config.hidden())]);
        this.rounded = rows.scratch("rounded", config.hidden());
        this.kept = new KeptStates(config, rows.main);
    }

    /** Keeps no states from the next layer on. */
    public final void keepNothing() {
        kept.nothing();
    }

    /**
     * Keeps states from the next layer on.
     *
     * @param pool  [matrices, d_k, d_v], where they go
     * @param index [rows, H], the matrix that gets S_t of each head, −1 for none
     */
    public final void keepStates(float[] pool, int[] index) {
        kept.in(pool, index);
    }

    /** Rows that take part: those of the sequence, after {@link #join} those of the branches too. */
    protected final int active() {
        return active;
    }

    /**
     * Starts the walk with the tokens at the state's position.
     *
     * @param ids one per row of the sequence, each within the vocabulary
     */
    public final void embed(int[] ids) {
        int hidden = config.hidden();
        float[] table = new float[rows.main * hidden];
        for (int t = 0; t < rows.main; t++) {
            model.embedding().copy(ids[t], table, t * hidden);
        }
        int[] local = IntStream.range(0, rows.main).toArray();
        rows.startAt(state.position());
        active = rows.main;
        backend.run(new Program("embedding").add(EMBED, rows.main * hidden, residual,
                Buffer.input("embedding rows", table), Buffer.input("ids", local), hidden));
    }

    /** What the rows carry from layer to layer, [T, …] each: the residual stream, and what a family adds to it. */
    protected List<Buffer> carried() {
        return List.of(residual);
    }

    /** Copies of what the rows of the sequence carry, to go on from later with {@link #restore}. */
    public final double[][] saved() {
        return carried().stream().map(buffer -> rows.ofSequence(buffer, rows.width(buffer))).toArray(double[][]::new);
    }

    /**
     * Starts in front of the layer at which {@link #saved} was called, by this pass or another over as many
     * rows, at the state's position.
     */
    public final void restore(double[][] saved) {
        for (int n = 0; n < saved.length; n++) {
            System.arraycopy(saved[n], 0, carried().get(n).doubles(), 0, saved[n].length);
        }
        rows.startAt(state.position());
        active = rows.main;
    }

    /**
     * Starts in front of a layer that another pass over the same tokens has reached, with what its rows
     * carry: no layer before it has to run again. The text must begin with this pass.
     */
    public final void continueFrom(Pass other) {
        restore(other.saved());
    }

    /** Branch rows enter with what the sequence carries at their positions. */
    public final void join() {
        active = rows.total;
        Program p = new Program("join");
        for (Buffer buffer : carried()) {
            int width = rows.width(buffer);
            p.add(COPY, (rows.total - rows.main) * width, buffer, rows.twin, rows.main, width);
        }
        backend.run(p);
    }

    /**
     * Runs layer {@code i} and moves the state of the sequence past its rows.
     *
     * @param i     layer, in order from 0
     * @param start [branches, H] matrix of the kept states each head of each branch starts from; not
     *              read before {@link #join} or in a layer without a state
     */
    public final void layer(int i, int[] start) {
        layer(i, start, null);
    }

    /** The same with edits of kept states, made before the branches start from them. */
    public final void layer(int i, int[] start, StateEdits edits) {
        Program p = new Program("layer " + i);
        addLayer(p, i, Buffer.input("start", start), edits);
        backend.run(p);
    }

    /** Runs layers [from, to) of the sequence, as {@link #layers(int, int, int[])}. */
    public final void layers(int from, int to) {
        layers(from, to, new int[0]);
    }

    /**
     * Runs layers [from, to) one after the other. Where all weights are in memory they are one program, of which a
     * device hands back only the end.
     *
     * @param start as for {@link #layer}, of every one of them
     */
    public final void layers(int from, int to, int[] start) {
        if (!model.output().isResident()) {
            for (int i = from; i < to; i++) {
                layer(i, start);
            }
            return;
        }
        Program p = new Program("layers " + from + " to " + (to - 1));
        Buffer starts = Buffer.input("start", start);
        for (int i = from; i < to; i++) {
            p.section();
            addLayer(p, i, starts, null);
        }
        backend.run(p);
    }

    /**
     * The calls of layer {@code i}.
     *
     * @param start [branches, H], as for {@link #layer}
     * @param edits edits to make before the branches start, or null
     */
    protected abstract void addLayer(Program p, int i, Buffer start, StateEdits edits);

    /**
     * The branches of layer {@code i}, each from the state it starts with, after the edits if there are any; nothing before
     * {@link #join}.
     */
    protected final void addBranches(Program p, int i, Buffer start, StateEdits edits) {
        if (active == rows.main) {
            return;
        }
        if (edits != null) {
            kept.addEdits(p, edits);
        }
        addBranches(p, i, start);
        if (edits != null) {
            addEditedReads(p, i, edits);
        }
    }

    /** The recurrence of layer {@code i} over the rows of the branches, each from the state it starts with. */
    protected abstract void addBranches(Program p, int i, Buffer start);

    /** The head outputs of layer {@code i} again where a token's own read uses an edited state. */
    protected abstract void addEditedReads(Program p, int i, StateEdits edits);

    /** The residual stream as wide values, in {@link #rounded}. */
    protected final void addRounding(Program p) {
        p.add(ROUND, active * config.hidden(), rounded, residual);
    }

    /**
     * Runs only what layer {@code i} computes up to its states and writes, leaving residual stream and
     * state as they were: the layer can be run in earnest afterwards.
     */
    public final void probe(int i) {
        Program p = new Program("probe of layer " + i);
        addProbe(p, i, Buffer.state("probed state", state.recurrent(i).clone()));
        backend.run(p);
    }

    /** The calls of layer {@code i} up to its states and writes, over {@code probed} in place of its state. */
    protected abstract void addProbe(Program p, int i, Buffer probed);

    /** The whole walk: the tokens through all layers, and the state past them. */
    public final void read(int[] ids) {
        embed(ids);
        layers(0, config.layers());
        finish();
    }

    /** Ends the walk: the state of the sequence is now past its rows. */
    public final void finish() {
        state.advance(rows.main);
    }

    /**
     * Logits of some rows after the last layer.
     *
     * @param logits [picked, vocabulary], wide. Modified.
     * @param picked rows, of the sequence or of branches
     */
    public final void logits(double[] logits, int[] picked) {
        Program p = new Program("logits");
        Buffer normed = addNormed(p, picked);
        model.output().multiply(backend, p, logits, picked.length, normed);
    }

    /** [picked, hidden]: some rows after the last layer behind the final norm, as they meet the output matrix; wide. */
    public final double[] normed(int[] picked) {
        Program p = new Program("final norm");
        Buffer normed = addNormed(p, picked);
        backend.run(p);
        return normed.doubles();
    }

    private Buffer addNormed(Program p, int[] picked) {
        int hidden = config.hidden();
        Buffer gathered = Buffer.scratch("picked rows", new double[picked.length * hidden]);
        Buffer normed = Buffer.output("picked rows, normed", new double[picked.length * hidden]);
        addRounding(p);
        p.add(GATHER, picked.length * hidden, gathered, rounded, Buffer.input("picked", picked), hidden);
        addFinalNorm(p, picked.length, normed, gathered);
        return normed;
    }

    /** The norm in front of the output matrix, of {@code count} rows. */
    protected abstract void addFinalNorm(Program p, int count, Buffer normed, Buffer in);

    /** [hidden]: the residual stream of a row, of the sequence or of a branch, in front of the next layer. */
    public final double[] residual(int row) {
        return Arrays.copyOfRange(residual.doubles(), row * config.hidden(), (row + 1) * config.hidden());
    }

    /** Rows of the sequence. */
    public final int rows() {
        return rows.main;
    }

    /** First row of branch {@code b}. */
    public final int firstRow(int b) {
        return rows.first.ints()[b];
    }

    /** ⟨key, v⟩, the key of a head beginning at element {@code from}. */
    protected static double dot(double[] key, int from, double[] v) {
        double sum = 0;
        for (int c = 0; c < v.length; c++) {
            sum += key[from + c] * v[c];
        }
        return sum;
    }

    @Override
    public final double[] gate(String name) {
        Buffer gate = gates().get(name);
        if (gate == null) {
            throw new IllegalArgumentException(name);
        }
        return gate.doubles();
    }

    /** [T, …] each: the gates of the recurrence, by the names of {@link ModelConfig#gates}. */
    protected abstract Map<String, Buffer> gates();
}
