package org.writesae.model;

import java.util.Arrays;
import java.util.List;

import org.writesae.kernels.Elementary;
import org.writesae.kernels.Embedding;
import org.writesae.kernels.Linear;
import org.writesae.kernels.RankOneEdit;
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
public abstract class Pass {
    private static final Kernel EMBED = Kernel.of(Embedding.class, "embed");
    private static final Kernel COPY = Kernel.of(ResidualStream.class, "copyResidual");
    private static final Kernel ROUND = Kernel.of(ResidualStream.class, "roundResidual");
    private static final Kernel GATHER = Kernel.of(RowCopy.class, "gatherRows");
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");
    private static final Kernel EDIT = Kernel.of(RankOneEdit.class, "editStates");

    /** How the rows hang together. */
    protected final Rows rows;
    /** [T, hidden], the residual stream, in double. */
    protected final Buffer residual;
    /** [T, hidden], room for the residual stream as wide values. */
    protected final Buffer rounded;
    private final HostModel model;
    private final ModelConfig config;
    private final Backend backend;
    private final ModelState state;
    private final Buffer noneKept;
    private Buffer kept;
    private final Buffer keep;
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
        int size = Math.multiplyExact(rows.total, config.hidden());
        this.residual = Buffer.state("residual", new double[size]);
        this.rounded = Buffer.scratch("rounded", new double[size]);
        this.noneKept = Buffer.state("nothing kept", new float[config.dk() * config.dv()]);
        this.keep = Buffer.input("keep", new int[rows.main * config.heads()]);
        keepNothing();
    }

    /** Keeps no states from the next layer on. */
    public final void keepNothing() {
        Arrays.fill(keep.ints(), -1);
        kept = noneKept;
    }

    /**
     * Keeps states from the next layer on.
     *
     * @param pool  [matrices, d_k, d_v], where they go
     * @param index [rows, H], the matrix that gets S_t of each head, −1 for none
     */
    public final void keepStates(float[] pool, int[] index) {
        System.arraycopy(index, 0, keep.ints(), 0, index.length);
        kept = Buffer.state("kept states", pool);
    }

    /** [matrices, d_k, d_v]: where states are kept. */
    protected final Buffer kept() {
        return kept;
    }

    /** [rows, H]: which matrix of {@link #kept} gets S_t of each head, −1 for none. */
    protected final Buffer keep() {
        return keep;
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
        int[] local = new int[rows.main];
        for (int t = 0; t < rows.main; t++) {
            model.embedding().copy(ids[t], table, t * hidden);
            local[t] = t;
        }
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
        List<Buffer> carried = carried();
        double[][] saved = new double[carried.size()][];
        for (int n = 0; n < saved.length; n++) {
            saved[n] = Arrays.copyOf(carried.get(n).doubles(), carriedWidth(carried.get(n)) * rows.main);
        }
        return saved;
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

    private int carriedWidth(Buffer buffer) {
        return buffer.length() / rows.total;
    }

    /**
     * Starts in front of a layer that another pass over the same tokens has reached, with what its rows
     * carry: no layer before it has to run again. The text must begin with this pass.
     */
    public void continueFrom(Pass other) {
        restore(other.saved());
    }

    /** Branch rows enter with what the sequence carries at their positions. */
    public void join() {
        active = rows.total;
        Program p = new Program("join");
        for (Buffer buffer : carried()) {
            int width = carriedWidth(buffer);
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

    /**
     * The calls of layer {@code i}.
     *
     * @param start [branches, H], as for {@link #layer}
     * @param edits edits to make with {@link #addEdits} before the branches start, or null
     */
    protected abstract void addLayer(Program p, int i, Buffer start, StateEdits edits);

    /** The edited states of a head, from those kept. */
    protected final void addEdits(Program p, StateEdits edits) {
        p.add(EDIT, edits.source().length * config.dk() * config.dv(), kept, Buffer.input("source", edits.source()),
                Buffer.input("target", edits.target()), Buffer.input("left", edits.left()),
                Buffer.input("right", edits.right()), edits.terms(), config.dk(), config.dv());
    }

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
        addOutput(p, logits, picked.length, addNormed(p, picked));
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

    /** The product with the output matrix, band by band; runs the program. */
    private void addOutput(Program p, double[] logits, int count, Buffer normed) {
        OutputMatrix output = model.output();
        int vocabulary = config.vocabulary();
        if (output.width() == vocabulary) {
            backend.run(p.add(LINEAR, count * vocabulary, Buffer.output("logits", logits), normed, output.band(0),
                    config.hidden(), vocabulary));
            return;
        }
        backend.run(p);
        Buffer given = Buffer.input(normed.name(), normed.array());
        for (int first = 0; first < vocabulary; first += output.width()) {
            int columns = output.columns(first);
            double[] some = new double[count * columns];
            backend.run(new Program("logits from " + first).add(LINEAR, some.length, Buffer.output("logits", some), given,
                    output.band(first), config.hidden(), columns));
            for (int r = 0; r < count; r++) {
                System.arraycopy(some, r * columns, logits, r * vocabulary + first, columns);
            }
        }
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

    /** The raw native writes of the last layer run, k vᵀ with the write strength in v: one term. */
    public abstract Writes rawWrites();

    /**
     * Everything the tokens of the last layer run add to its decayed state, {@link ModelConfig#deltaTerms}
     * terms. Where a family erases nothing this is the raw write.
     */
    public abstract Writes deltaWrites();

    /**
     * [T, H, d_k]: what reads the states in the last layer run or probed, rows of the sequence and then of the branches, as the
     * recurrence uses it. With it a head's output is Sᵀq: q̂ / √d_k of Gated DeltaNet (a value head's share of its key head)
     * and DeltaNet, q / √d_k of GLA, C of Mamba-2 (that of the head's group), r of RWKV-7.
     */
    public abstract double[] queries();

    /**
     * [T, H, d_v]: the outputs of the heads in the last layer run or probed, in front of norm and gate: S_tᵀ q_t. Mamba-2's
     * are S_tᵀ C_t + D x_t, since its norm takes the skip in as well. Rows of branches follow those of the sequence.
     */
    public abstract double[] headOutputs();

    /**
     * [T, H, d_v]: what multiplies the outputs of the heads in the last layer run or probed: silu(z), or the gate g of RWKV-7,
     * or ones where a layer has none.
     */
    public abstract double[] outputGates();

    /** [T, H, d_v]: the outputs of the heads behind norm and gate in the last layer run, what its output projection takes. */
    public abstract double[] gatedOutputs();

    /**
     * One step of what the recurrence does to a change of a state: S_{t−1} + v wᵀ becomes S_t + (A_t v) wᵀ, and this is A_t v
     * for the last layer run or probed. A is α (I − β k kᵀ) in Gated DeltaNet, that without α in DeltaNet, diag(α) in GLA, α in
     * Mamba-2, diag(w) − (κ ⊙ a) κᵀ in RWKV-7.
     *
     * @param v     [d_k]
     * @param row   t
     * @param head  the head
     * @param erase whether to erase along the key too; else only the decay
     * @return [d_k]
     */
    public abstract double[] transition(double[] v, int row, int head, boolean erase);

    /** ⟨key, v⟩, the key of a head beginning at element {@code from}. */
    protected static double read(double[] key, int from, double[] v) {
        double read = 0;
        for (int c = 0; c < v.length; c++) {
            read += key[from + c] * v[c];
        }
        return read;
    }

    /** silu of each element: gates as they are applied. */
    protected static double[] silu(double[] z) {
        double[] gates = new double[z.length];
        for (int n = 0; n < z.length; n++) {
            gates[n] = Elementary.silu(z[n]);
        }
        return gates;
    }

    /** [T, …]: a gate of the last layer run, by a name of {@link ModelConfig#gates}. */
    public abstract double[] gate(String name);
}
