package org.writesae.model.gla;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.writesae.kernels.GatedLinearAttention;
import org.writesae.model.Branch;
import org.writesae.model.ModelState;
import org.writesae.model.Writes;
import org.writesae.model.fla.FlaPass;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** A walk through the layers of a GLA. Numbers in comments are the steps of the package's description. T is the number of rows. */
final class GlaPass extends FlaPass<GlaConfig, GlaMixer> {
    private static final Kernel GATES = Kernel.of(GatedLinearAttention.class, "gates");
    private static final Kernel SCALE = Kernel.of(GatedLinearAttention.class, "scaleQueries");
    private static final Kernel SEQUENCE = Kernel.of(GatedLinearAttention.class, "sequence");
    private static final Kernel BRANCHES = Kernel.of(GatedLinearAttention.class, "branches");

    /** [T, H, d_k], before the scale. */
    private final Buffer query;
    /** [T, H, d_k]. */
    private final Buffer q;
    /** [T, H, d_k]. */
    private final Buffer k;
    /** [T, H, d_v]. */
    private final Buffer v;
    /** [T, 16], between the matrices of the decay. */
    private final Buffer low;
    /** [T, H, d_k], the decay before its bias. */
    private final Buffer logits;
    /** [T, H, d_k]. */
    private final Buffer alpha;
    /** [T, H, d_v], null without an output gate. */
    private final Buffer gate;
    /** [T, H, d_v], o_t. */
    private final Buffer headOutput;

    GlaPass(GlaModel model, ModelState state, int rowCount, List<Branch> branches) {
        super(model, state, rowCount, branches);
        query = rows.scratch("query", c.keys());
        q = rows.output("q", c.keys());
        k = rows.output("k", c.keys());
        v = rows.output("v", c.values());
        low = rows.scratch("decay, low rank", GlaConfig.LOW_RANK);
        logits = rows.scratch("decay logits", c.keys());
        alpha = rows.output("alpha", c.keys());
        gate = c.gated() ? rows.output("gate", c.values()) : null;
        headOutput = rows.output("head output", c.values());
    }

    /** Steps 2 and 3: from u to q, k, v and α. */
    @Override
    protected void addProjections(Program p, int i, GlaMixer w) {
        project(p, query, w.q(), c.keys());
        p.add(SCALE, active() * c.keys(), q, query, 1 / Math.sqrt(c.dk()));
        project(p, k, w.k(), c.keys());
        project(p, v, w.v(), c.values());
        project(p, low, w.decayIn(), GlaConfig.LOW_RANK);
        block.linear(p, logits, low, w.decayOut(), GlaConfig.LOW_RANK, c.keys(), active());
        p.add(GATES, active() * c.keys(), alpha, logits, w.decayBias(), c.keys(), GlaConfig.NORMALIZER);
        if (c.gated()) {
            project(p, gate, w.gate(), c.values());
        }
    }

    private void project(Program p, Buffer y, Buffer weight, int outputs) {
        block.linear(p, y, block.normed(), weight, c.hidden(), outputs, active());
    }

    /** Step 4. */
    @Override
    protected void addSequence(Program p, Buffer recurrent) {
        p.add(SEQUENCE, c.values(), headOutput, recurrent, kept.pool(), q, k, v, alpha, kept.index(), rows.main, c.heads(),
                c.dk(), c.dv());
    }

    /** GLA has no convolution. */
    @Override
    protected void addWindowShift(Program p, int i) {
    }

    /** Step 4 of the branches. */
    @Override
    protected void addBranches(Program p, int i, Buffer start) {
        p.add(BRANCHES, rows.branches * c.values(), headOutput, kept.pool(), q, k, v, alpha, rows.first, rows.length, start,
                c.heads(), c.dk(), c.dv());
    }

    @Override
    protected Buffer headOutput() {
        return headOutput;
    }

    @Override
    protected Buffer query() {
        return q;
    }

    @Override
    protected Buffer outputGate() {
        return gate;
    }

    /** k_t v_tᵀ, all that the token adds. Without it S_t = diag(α_t) S_{t−1}. */
    @Override
    public Writes rawWrites() {
        return new Writes(1, rows.ofSequence(k, c.keys()), rows.ofSequence(v, c.values()));
    }

    @Override
    public Writes deltaWrites() {
        return rawWrites();
    }

    /** Nothing is erased; every key channel decays by itself. */
    @Override
    public double[] transition(double[] v, int row, int head, boolean erase) {
        int from = (row * c.heads() + head) * c.dk();
        double[] next = new double[v.length];
        Arrays.setAll(next, n -> alpha.doubles()[from + n] * v[n]);
        return next;
    }

    @Override
    protected Map<String, Buffer> gates() {
        return Map.of(GlaConfig.ALPHA, alpha);
    }
}
