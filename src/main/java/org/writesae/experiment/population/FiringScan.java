package org.writesae.experiment.population;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.Firing;
import org.writesae.experiment.FiringQuota;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.NativeOverlap;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Quantile;

/** Every firing of every atom over the passages: what the classes are made from, and where the sampled atoms are tested. */
final class FiringScan {
    /** Pairs whose factors are laid out at a time. */
    private static final int BLOCK = 4096;

    private final HostModel model;
    private final WriteSae sae;
    private final PopulationPlan plan;

    FiringScan(HostModel model, WriteSae sae, PopulationPlan plan) {
        this.model = model;
        this.sae = sae;
        this.plan = plan;
    }

    /** The firings of one passage. May be called from several threads. */
    PassageFirings passage(int[] ids) {
        if (ids.length == 0) {
            return PassageFirings.of(0);
        }
        CellTrace trace = CellTrace.of(model, ids, plan.layer(), plan.head(), plan.readings().write());
        float[] a = sae.encode(trace.states(), ids.length);
        int width = sae.config().features();
        List<NativeOverlap.Pair> pairs = new ArrayList<>();
        int[] largest = new int[ids.length];
        for (int t = 0; t < ids.length; t++) {
            for (int i = 0; i < width; i++) {
                largest[t] = a[t * width + i] > a[t * width + largest[t]] ? i : largest[t];
                if (a[t * width + i] > 0) {
                    pairs.add(new NativeOverlap.Pair(i, t));
                }
            }
        }
        PassageFirings found = PassageFirings.of(pairs.size());
        cosines(pairs, trace, found.cosines());
        for (int n = 0; n < pairs.size(); n++) {
            NativeOverlap.Pair pair = pairs.get(n);
            found.positions()[n] = pair.position();
            found.features()[n] = pair.feature();
            found.strongest()[n] = pair.feature() == largest[pair.position()];
            found.coefficients()[n] = a[pair.position() * width + pair.feature()];
        }
        return found;
    }

    private void cosines(List<NativeOverlap.Pair> pairs, CellTrace trace, double[] cosines) {
        NativeOverlap overlap = new NativeOverlap(sae, model.backend());
        for (int first = 0; first < pairs.size(); first += BLOCK) {
            double[] block = overlap.of(pairs.subList(first, Math.min(pairs.size(), first + BLOCK)), trace.writes()).cosine();
            System.arraycopy(block, 0, cosines, first, block.length);
        }
    }

    /** Atoms that fire, by index, with the firings that the partition counts. */
    List<AliveAtom> alive(List<JsonNode> passages) {
        int[] count = new int[sae.config().features()];
        for (JsonNode passage : passages) {
            PassageFirings f = PassageFirings.read(passage);
            for (int n = 0; n < f.size(); n++) {
                count[f.features()[n]] += counts(f, n) ? 1 : 0;
            }
        }
        double[][] cosines = new double[count.length][];
        Arrays.setAll(cosines, i -> new double[count[i]]);
        int[] filled = new int[count.length];
        for (JsonNode passage : passages) {
            PassageFirings f = PassageFirings.read(passage);
            for (int n = 0; n < f.size(); n++) {
                if (counts(f, n)) {
                    cosines[f.features()[n]][filled[f.features()[n]]++] = f.cosines()[n];
                }
            }
        }
        List<AliveAtom> alive = new ArrayList<>();
        for (int i = 0; i < count.length; i++) {
            if (count[i] > 0) {
                alive.add(new AliveAtom(i, count[i], Quantile.median(cosines[i])));
            }
        }
        return alive;
    }

    private boolean counts(PassageFirings f, int n) {
        return plan.partition() == FiringSelection.ANY || f.strongest()[n];
    }

    /** [features]: positions at which each fires among the first tokens of the corpus. */
    int[] counts(List<JsonNode> passages, int[][] sequences) {
        int[] count = new int[sae.config().features()];
        long before = 0;
        for (int s = 0; s < sequences.length && before < plan.countTokens(); s++) {
            PassageFirings f = PassageFirings.read(passages.get(s));
            for (int n = 0; n < f.size(); n++) {
                count[f.features()[n]] += before + f.positions()[n] < plan.countTokens() ? 1 : 0;
            }
            before += sequences[s].length;
        }
        return count;
    }

    /** By passage, the first firings of each of these features at which it can be tested: those with a token after them. */
    SortedMap<Integer, List<Firing>> firings(List<JsonNode> passages, int[][] sequences, List<Integer> features) {
        FiringQuota quota = new FiringQuota(features, plan.cap(), Integer.MAX_VALUE);
        SortedMap<Integer, List<Firing>> chosen = new TreeMap<>();
        for (int s = 0; s < sequences.length && !quota.isFull(); s++) {
            PassageFirings f = PassageFirings.read(passages.get(s));
            for (int n = 0; n < f.size(); n++) {
                boolean fires = plan.readings().select() == FiringSelection.ANY || f.strongest()[n];
                if (fires && f.positions()[n] + 1 < sequences[s].length && quota.admits(f.features()[n])) {
                    chosen.computeIfAbsent(s, key -> new ArrayList<>()).add(
                            new Firing(f.features()[n], s, f.positions()[n], f.coefficients()[n]));
                }
            }
        }
        return chosen;
    }
}
