package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;
import org.writesae.stats.NumpyRandom;
import org.writesae.stats.Quantile;

/**
 * The cosines that the partition into registers and bundles is made from (E11): at every position
 * where an atom fires, the signed cosine ⟨A_i, Δ_nat⟩ / (‖A_i‖ ‖Δ_nat‖); per atom the median.
 *
 * <p>The null takes, within a sequence, the write of another firing: the firings of the sequence are
 * permuted by {@code numpy.random.RandomState(seed)}, one generator for all sequences, in order.
 */
public final class Alignment {
    /** Pairs whose factors are laid out at a time. */
    private static final int BLOCK = 4096;

    private final HostModel model;
    private final WriteSae sae;
    private final Substitution.Plan plan;
    private final NativeOverlap overlap;

    /**
     * @param plan the cell, the readings of write and selection, the seed; its features are not used
     * @throws InputException if the cell does not exist or the dictionary does not fit it
     */
    public Alignment(HostModel model, WriteSae sae, Substitution.Plan plan) {
        Substitution.require(model.name(), model.config(), sae.config(), plan);
        this.model = model;
        this.sae = sae;
        this.plan = plan;
        this.overlap = new NativeOverlap(sae, model.backend());
    }

    /** A growing list of doubles. */
    private static final class Values {
        private double[] values = new double[16];
        private int size;

        void add(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        double median() {
            return size == 0 ? Double.NaN : Quantile.median(Arrays.copyOf(values, size));
        }

        double mean() {
            return size == 0 ? Double.NaN : Arrays.stream(values, 0, size).sum() / size;
        }
    }

    /**
     * Measures every atom.
     *
     * @param sequences token sequences
     * @param progress  told how many are done
     * @return one for each feature, in order
     */
    public List<AtomAlignment> run(int[][] sequences, IntConsumer progress) {
        int features = sae.config().features();
        Values[] own = values(features);
        Values[] other = values(features);
        Values[] coefficients = values(features);
        NumpyRandom random = new NumpyRandom(plan.seed());
        for (int s = 0; s < sequences.length; s++) {
            if (sequences[s].length > 0) {
                sequence(sequences[s], random, own, other, coefficients);
            }
            progress.accept(s + 1);
        }
        List<AtomAlignment> all = new ArrayList<>();
        for (int i = 0; i < features; i++) {
            all.add(new AtomAlignment(i, own[i].size, own[i].median(), other[i].median(), coefficients[i].mean()));
        }
        return all;
    }

    /**
     * The same as a unit of work, kept once all sequences are done: the null of each depends on those before it.
     *
     * @param name of the unit
     */
    public List<AtomAlignment> run(int[][] sequences, WorkUnits units, String name) {
        JsonNode rows = units.everywhere(name, 1, n -> {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            run(sequences, done -> units.within("sequences", done, sequences.length)).forEach(atom -> all.add(atom.json()));
            return all;
        }).getFirst();
        return IntStream.range(0, rows.size()).mapToObj(i -> AtomAlignment.of(i, rows.get(i))).toList();
    }

    private static Values[] values(int count) {
        Values[] all = new Values[count];
        Arrays.setAll(all, i -> new Values());
        return all;
    }

    private void sequence(int[] ids, NumpyRandom random, Values[] own, Values[] other, Values[] coefficients) {
        CellTrace trace = CellTrace.of(model, ids, plan.layer(), plan.head(), plan.readings().write());
        float[] a = sae.encode(trace.states(), ids.length);
        List<NativeOverlap.Pair> firings = firings(a, coefficients);
        int[] order = random.permutation(firings.size());
        List<NativeOverlap.Pair> shuffled = new ArrayList<>();
        for (int n = 0; n < order.length; n++) {
            shuffled.add(new NativeOverlap.Pair(firings.get(n).feature(), firings.get(order[n]).position()));
        }
        collect(firings, trace, own);
        collect(shuffled, trace, other);
    }

    private List<NativeOverlap.Pair> firings(float[] a, Values[] coefficients) {
        int features = sae.config().features();
        List<NativeOverlap.Pair> firings = new ArrayList<>();
        for (int t = 0; t < a.length / features; t++) {
            int from = t * features;
            int largest = FiringFinder.largest(a, from, features);
            for (int i = 0; i < features; i++) {
                if (a[from + i] > 0 && (plan.readings().select() == FiringSelection.ANY || i == largest)) {
                    firings.add(new NativeOverlap.Pair(i, t));
                    coefficients[i].add(a[from + i]);
                }
            }
        }
        return firings;
    }

    private void collect(List<NativeOverlap.Pair> pairs, CellTrace trace, Values[] into) {
        for (int first = 0; first < pairs.size(); first += BLOCK) {
            List<NativeOverlap.Pair> block = pairs.subList(first, Math.min(pairs.size(), first + BLOCK));
            double[] cosines = overlap.of(block, trace.writes()).cosine();
            for (int n = 0; n < cosines.length; n++) {
                into[block.get(n).feature()].add(cosines[n]);
            }
        }
    }
}
