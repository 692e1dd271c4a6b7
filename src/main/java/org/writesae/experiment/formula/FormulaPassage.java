package org.writesae.experiment.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.Extent;
import org.writesae.experiment.Interventions;
import org.writesae.experiment.StateChange;
import org.writesae.experiment.WriteReading;
import org.writesae.kernels.Wide;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Vectors;

/** Adds the atoms to the states of one passage, one at a time and in every size, and measures what logits that changes. */
final class FormulaPassage {
    /** Rows of logits held at a time. */
    private static final int ROWS = 16;

    private final HostModel model;
    private final ModelConfig c;
    private final WriteSae sae;
    private final FormulaPlan plan;
    private final double[] sizes;
    /** [C's tokens, hidden]. */
    private final double[][] evalRows;

    FormulaPassage(HostModel model, WriteSae sae, FormulaPlan plan) {
        this.model = model;
        this.c = model.config();
        this.sae = sae;
        this.plan = plan;
        this.sizes = plan.sizes();
        this.evalRows = plan.evalTokens().stream().map(model::unembedding).toArray(double[][]::new);
    }

    /** An atom and where it is added. */
    private record Place(int feature, int position) {
    }

    List<FormulaPoint> points(int passage, int[] ids) {
        CellTrace trace = CellTrace.of(model, ids, plan.layer(), plan.head(), WriteReading.RAW);
        List<Place> places = places(trace, ids.length);
        if (places.isEmpty()) {
            return List.of();
        }
        LogitFormula formula = new LogitFormula(model, trace, plan.layer(), plan.head());
        List<StateChange> changes = new ArrayList<>();
        for (Place place : places) {
            for (double size : sizes) {
                double[] left = factor(sae.keyFactors(), place.feature(), c.dk());
                Arrays.setAll(left, n -> Wide.wide(size * left[n]));
                changes.add(new StateChange(place.position(), left, factor(sae.valueFactors(), place.feature(), c.dv())));
            }
        }
        Measured measured = new Measured(changes.size());
        new Interventions(model, plan.layer(), plan.head()).run(trace, changes, Extent.after(plan.horizon()), measured::take);
        List<FormulaPoint> points = new ArrayList<>();
        for (int n = 0; n < places.size(); n++) {
            points.add(point(passage, places.get(n), formula, trace, measured, n));
        }
        return points;
    }

    private List<Place> places(CellTrace trace, int length) {
        int last = length - 1 - plan.horizon();
        List<Place> places = new ArrayList<>();
        if (last < 0) {
            return places;
        }
        if (plan.position() == ReferencePosition.LAST) {
            plan.features().forEach(feature -> places.add(new Place(feature, last)));
            return places;
        }
        float[] a = sae.encode(trace.states(), length);
        int width = sae.config().features();
        for (int feature : plan.features()) {
            int best = -1;
            for (int t = 0; t <= last; t++) {
                if (a[t * width + feature] > (best < 0 ? 0 : a[best * width + feature])) {
                    best = t;
                }
            }
            if (best >= 0) {
                places.add(new Place(feature, best));
            }
        }
        return places;
    }

    private FormulaPoint point(int passage, Place place, LogitFormula formula, CellTrace trace, Measured measured, int n) {
        int t = place.position() + plan.horizon();
        double[] v = factor(sae.keyFactors(), place.feature(), c.dk());
        double[] w = factor(sae.valueFactors(), place.feature(), c.dv());
        int first = n * sizes.length;
        int[] tokens = measured.tokens[first];
        double[][] rows = rows(tokens);
        double[][] changes = new double[sizes.length][];
        for (int e = 0; e < sizes.length; e++) {
            changes[e] = against(rows, measured.moved[first + e]);
        }
        LogitFormula.Reads reads = formula.reads(v, place.position(), t);
        boolean exchanges = c.dk() == c.dv();
        double exchanged = exchanges ? formula.reads(w, place.position(), t).decayed() : Double.NaN;
        return new FormulaPoint(passage, place.feature(), place.position(), new double[] {reads.decayed(), reads.exact(), exchanged},
                LogitFormula.projection(v, trace.states(), t, w), tokens, against(rows, formula.plain(w)),
                against(rows, formula.refined(w, t, measured.residual[first])),
                exchanges ? against(rows, formula.plain(v)) : new double[0], changes);
    }

    /** [tokens, hidden]: rows of the unembedding; those of population C are at hand. */
    private double[][] rows(int[] tokens) {
        double[][] rows = new double[tokens.length][];
        int ranked = tokens.length - evalRows.length;
        Arrays.setAll(rows, n -> n < ranked ? model.unembedding(tokens[n]) : evalRows[n - ranked]);
        return rows;
    }

    private static double[] against(double[][] rows, double[] direction) {
        double[] values = new double[rows.length];
        Arrays.setAll(values, n -> Vectors.dot(rows[n], direction));
        return values;
    }

    private static double[] factor(float[] all, int feature, int width) {
        double[] one = new double[width];
        Arrays.setAll(one, n -> all[feature * width + n]);
        return one;
    }

    /** What is taken from the passes: they are gone when the next batch runs. */
    private final class Measured {
        /** [changes, hidden], change of what meets the output matrix. */
        private final double[][] moved;
        /** [changes, hidden], residual stream of the unchanged token behind the last layer. */
        private final double[][] residual;
        private final int[][] tokens;

        Measured(int changes) {
            moved = new double[changes][];
            residual = new double[changes][];
            tokens = new int[changes][];
        }

        void take(Interventions.Batch batch) {
            Pass pass = batch.pass();
            int step = plan.horizon() - 1;
            int count = batch.changes().size();
            int[] rows = new int[2 * count];
            Arrays.setAll(rows, n -> n < count ? batch.nativeRow(n, step) : batch.row(n - count, step));
            double[] normed = pass.normed(rows);
            int hidden = c.hidden();
            for (int n = 0; n < count; n++) {
                int at = batch.first() + n;
                moved[at] = new double[hidden];
                for (int l = 0; l < hidden; l++) {
                    moved[at][l] = normed[(count + n) * hidden + l] - normed[n * hidden + l];
                }
                residual[at] = pass.residual(rows[n]);
            }
            takeTokens(pass, Arrays.copyOf(rows, count), batch.first());
        }

        /** The tokens of each native row, some rows at a time: each product reads the whole output matrix. */
        private void takeTokens(Pass pass, int[] rows, int first) {
            int[] distinct = Arrays.stream(rows).distinct().toArray();
            Map<Integer, int[]> byRow = new HashMap<>();
            for (int from = 0; from < distinct.length; from += ROWS) {
                int[] some = Arrays.copyOfRange(distinct, from, Math.min(from + ROWS, distinct.length));
                double[] logits = new double[Math.multiplyExact(some.length, c.vocabulary())];
                pass.logits(logits, some);
                for (int r = 0; r < some.length; r++) {
                    byRow.put(some[r], tokens(Arrays.copyOfRange(logits, r * c.vocabulary(), (r + 1) * c.vocabulary())));
                }
            }
            for (int n = 0; n < rows.length; n++) {
                tokens[first + n] = byRow.get(rows[n]);
            }
        }

        /** Those of the asked native ranks, then those of population C. */
        private int[] tokens(double[] logits) {
            int[] best = Likeliest.of(logits, plan.ranks().stream().mapToInt(r -> r).max().orElse(0));
            int[] all = new int[plan.ranks().size() + plan.evalTokens().size()];
            Arrays.setAll(all, n -> n < plan.ranks().size() ? best[plan.ranks().get(n) - 1]
                    : plan.evalTokens().get(n - plan.ranks().size()));
            return all;
        }
    }
}
