package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.model.Writes;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Vectors;

/**
 * Follows one firing of the replacement test from the embedding to the divergences and keeps every number
 * on the way, so that each can be computed again from those before it. The computation is that of
 * {@link Substitution}, with the same bits.
 */
public final class FiringTracer {
    static final List<String> CONDITIONS = List.of("atom", "delete", "random");

    private final HostModel model;
    private final ModelConfig c;
    private final WriteSae sae;
    private final Substitution.Plan plan;
    private final int top;
    private final RandomDraws draws;
    private final List<TraceValue> values = new ArrayList<>();

    /**
     * @param plan the cell, the readings and the seed; of its features the first one
     * @param top  moved tokens to keep of each condition
     * @throws InputException as {@link Substitution}, or for a reading over several tokens
     */
    public FiringTracer(HostModel model, WriteSae sae, Substitution.Plan plan, int top) {
        this.draws = Substitution.check(model.name(), model.config(), sae.config(), plan);
        if (plan.readings().read() != ReadOut.NEXT && plan.readings().read() != ReadOut.SAME) {
            throw new InputException("--read " + plan.readings().read().option() + ": a trace follows one distribution; next or same");
        }
        this.model = model;
        this.c = model.config();
        this.sae = sae;
        this.plan = plan;
        this.top = top;
    }

    /**
     * Traces the firing at a position.
     *
     * @param prompt   index of the sequence, which the random control is drawn with
     * @param position t
     * @throws InputException if the feature does not fire there, or no token follows
     */
    public FiringTrace trace(int[] ids, int prompt, int position) {
        values.clear();
        int layer = plan.layer();
        CellTrace cell = cell(ids, position);
        float[] states = cell.states();
        Firing firing = encoded(states, prompt, position);
        float[] coefficients = sae.encode(slice(states, position), 1);
        RandomDraw draw = draws.draw(firing, coefficients, 0, cell.pass().rows());
        Replacements replacements = new Replacements(sae, plan.readings(), cell.writes().terms(), model.backend());
        Replacements.Edits edits = replacements.of(List.of(firing), cell, List.of(draw));
        writes(cell, firing, edits, draw);
        BranchPlan branches = new BranchPlan(c, Substitution.positions(List.of(firing)), plan.readings().read().extent(), plan.head(),
                ids.length);
        Pass pass = model.pass(ids.length, branches.branches());
        pass.continueFrom(cell.pass());
        pass.join();
        float[] pool = branches.pool();
        pass.keepStates(pool, branches.keepIndex());
        pass.layer(layer, branches.start(true), branches.edits(pass, edits.left(), edits.right(), replacements.terms()));
        edited(pool, branches, edits, replacements.terms(), pass);
        int read = branches.branches().getFirst().position();
        values.addAll(HeadReads.of(pass, c, plan.head(), read));
        double[][] moved = new double[CONDITIONS.size()][c.layers() - layer];
        distances(pass, read, moved, 0);
        int[] start = branches.start(false);
        for (int i = layer + 1; i < c.layers(); i++) {
            pass.layer(i, start);
            distances(pass, read, moved, i - layer);
        }
        for (int n = 0; n < moved.length; n++) {
            values.add(TraceValue.array("after." + CONDITIONS.get(n), "‖x'_l − x_l‖ at the read token behind layers " + layer
                    + " to " + (c.layers() - 1), moved[n], moved[n].length));
        }
        MovedTokens tokens = MovedTokens.of(pass, read, c.vocabulary(), top, model.backend());
        values.addAll(tokens.values());
        SubstitutionRecord record = Substitution.records(model.name(), plan, List.of(firing), edits, tokens.divergences()).getFirst();
        return new FiringTrace(record, ids[position], ids[read], List.copyOf(values), tokens.moved());
    }

    /** Runs up to the cell, keeping the residual stream of the firing token in front of each layer. */
    private CellTrace cell(int[] ids, int position) {
        if (position < 0 || position + 1 >= ids.length) {
            throw new InputException("--position " + position + ": the sequence has tokens 0 to " + (ids.length - 1)
                    + ", and one has to follow");
        }
        double[] norms = new double[plan.layer() + 1];
        CellTrace cell = CellTrace.of(model, ids, plan.layer(), plan.head(), plan.readings().write(), (layer, pass) -> {
            double[] x = pass.residual(position);
            if (layer == 0) {
                values.add(TraceValue.array("stream.embedding", "x_0 = E[token], what enters layer 0", x, x.length));
            }
            norms[layer] = Vectors.length(x);
            if (layer == plan.layer()) {
                values.add(TraceValue.array("stream.norms", "‖x_l‖ in front of layers 0 to " + layer, norms, norms.length));
                values.add(TraceValue.array("stream.cell", "x_l in front of the cell's layer", x, x.length));
            }
        });
        gates(cell.pass(), position);
        double[] zero = new double[c.dk() * c.dv()];
        values.add(matrix("cell.state_before", "S_{t−1}, [d_k, d_v]", position == 0 ? zero
                : Vectors.widened(slice(cell.states(), position - 1))));
        values.add(matrix("cell.state", "S_t: " + c.recurrence(), Vectors.widened(slice(cell.states(), position))));
        return cell;
    }

    private void gates(Pass pass, int position) {
        for (ModelConfig.Gate gate : c.gates()) {
            int width = gate.width() / c.heads();
            int from = (position * c.heads() + plan.head()) * width;
            double[] own = Arrays.copyOfRange(pass.gate(gate.name()), from, from + width);
            String equation = gate.name() + "_t of the head, as the recurrence uses it";
            values.add(width == 1 ? TraceValue.number("cell." + gate.name(), equation, own[0])
                    : TraceValue.array("cell." + gate.name(), equation, own, width));
        }
    }

    private Firing encoded(float[] states, int prompt, int position) {
        int feature = plan.features().getFirst();
        float[] state = slice(states, position);
        float[] pre = sae.preActivations(state, 1);
        float[] a = sae.encode(state, 1);
        int rank = 1;
        int fires = 0;
        for (int i = 0; i < pre.length; i++) {
            rank += pre[i] > pre[feature] ? 1 : 0;
            fires += a[i] > 0 ? 1 : 0;
        }
        if (!(a[feature] > 0)) {
            throw new InputException("--feature " + feature + ": does not fire at position " + position + " of passage " + prompt
                    + ": its pre-activation " + pre[feature] + " is number " + rank + " of " + pre.length + ", and the first "
                    + sae.config().k() + " count where they are positive");
        }
        values.add(TraceValue.number("sae.pre_activation", "s_i, the encoder's response to S_t", pre[feature]));
        values.add(TraceValue.number("sae.rank", "1 + |{j: s_j > s_i}|", rank));
        values.add(TraceValue.number("sae.fired", "|{j: a_j > 0}|", fires));
        values.add(TraceValue.number("sae.coefficient", "a_i = ReLU(s_i) where s_i is among the k largest", a[feature]));
        return new Firing(feature, prompt, position, a[feature]);
    }

    private void writes(CellTrace cell, Firing firing, Replacements.Edits edits, RandomDraw draw) {
        int rank = sae.config().rank();
        Writes w = cell.writes();
        int t = firing.position();
        values.add(TraceValue.array("write.key", "k_t, the key factor of the native write", Arrays.copyOfRange(w.keys(),
                t * w.terms() * c.dk(), (t + 1) * w.terms() * c.dk()), w.terms(), c.dk()));
        values.add(TraceValue.array("write.value", "its value factor: " + plan.readings().write().meaning(), Arrays.copyOfRange(
                w.values(), t * w.terms() * c.dv(), (t + 1) * w.terms() * c.dv()), w.terms(), c.dv()));
        values.add(TraceValue.number("write.norm", "‖Δ‖_F, Δ = Σ key ⊗ value", edits.normNative()[0]));
        values.add(factors("atom.v", "v_i, the key factor of atom i", sae.keyFactors(), firing.feature(), rank, c.dk()));
        values.add(factors("atom.w", "w_i, the value factor of atom i", sae.valueFactors(), firing.feature(), rank, c.dv()));
        values.add(TraceValue.number("atom.norm", "‖A_i‖_F, A_i = Σ v_i ⊗ w_i", sae.atomNorms()[firing.feature()]));
        values.add(TraceValue.number("atom.cosine", "⟨A_i, Δ⟩ / (‖A_i‖ ‖Δ‖)", edits.cosine()[0]));
        double c0 = plan.readings().amplitude() == Amplitude.NATURAL ? firing.coefficient()
                : edits.normNative()[0] / sae.atomNorms()[firing.feature()];
        values.add(TraceValue.number("atom.amplitude", "c: " + plan.readings().amplitude().meaning(), c0));
        switch (plan.readings().random()) {
            case SAME_COEFFICIENT -> values.add(TraceValue.number("random.atom", "j, drawn among the others", draw.sameCoefficientAtom()));
            case NON_FIRING -> values.add(TraceValue.number("random.atom", "j, drawn among those that do not fire", draw.nonFiringAtom()));
            case GAUSSIAN -> values.add(TraceValue.array("random.key", "g, a Gaussian key factor", draw.gaussianKey(), c.dk()));
            case EMPIRICAL -> {
                values.add(TraceValue.array("random.key_tokens", "the token whose write gives each coordinate of the key factor",
                        Arrays.stream(draw.empiricalKey()).asDoubleStream().toArray(), c.dk()));
                values.add(TraceValue.array("random.value_tokens", "the same for the value factor",
                        Arrays.stream(draw.empiricalValue()).asDoubleStream().toArray(), c.dv()));
            }
        }
    }

    private TraceValue factors(String id, String equation, float[] all, int feature, int rank, int width) {
        return TraceValue.array(id, equation, Vectors.widened(Arrays.copyOfRange(all, feature * rank * width,
                (feature + 1) * rank * width)), rank, width);
    }

    private void edited(float[] pool, BranchPlan branches, Replacements.Edits edits, int terms, Pass pass) {
        int[] target = branches.edits(pass, edits.left(), edits.right(), terms).target();
        List<String> equations = List.of("S' = S_t − Δ + c A_i", "S' = S_t − Δ", "S' = S_t − Δ + the random control");
        for (int n = 0; n < CONDITIONS.size(); n++) {
            int size = c.dk() * c.dv();
            values.add(matrix("edited." + CONDITIONS.get(n), equations.get(n), Vectors.widened(Arrays.copyOfRange(pool, target[n] * size,
                    (target[n] + 1) * size))));
        }
    }

    private void distances(Pass pass, int read, double[][] moved, int at) {
        double[] own = pass.residual(read);
        for (int n = 0; n < moved.length; n++) {
            double[] other = pass.residual(pass.firstRow(n));
            for (int i = 0; i < other.length; i++) {
                other[i] -= own[i];
            }
            moved[n][at] = Vectors.length(other);
        }
    }

    private float[] slice(float[] states, int position) {
        int size = c.dk() * c.dv();
        return Arrays.copyOfRange(states, position * size, (position + 1) * size);
    }

    private TraceValue matrix(String id, String equation, double[] values) {
        return TraceValue.array(id, equation, values, c.dk(), c.dv());
    }
}
