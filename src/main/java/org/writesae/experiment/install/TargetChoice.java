package org.writesae.experiment.install;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import org.writesae.stats.Quantile;

/**
 * Targets where none are given, since the paper's are not published: by their rank as the next token of the unedited
 * prompts. "mid" and "rare": the tokens with a rank of the band for the most prompts; of equals those whose median rank is
 * nearest to the band's middle by ratios. "frequent": the tokens that are most frequent in the prompts, of those whose median rank
 * is at least that of rare ones, so that they are out of context. Of equals the lower id; no token twice. The paper's
 * fourth class, "semantic", needs someone who reads the prompts.
 *
 * @param mid      ranks of the class mid
 * @param rare     ranks of the class rare
 * @param perClass tokens of each class
 */
public record TargetChoice(RankBand mid, RankBand rare, int perClass) {

    /**
     * Chooses.
     *
     * @param prompts tokens of each prompt
     * @param ranks   [prompts, V], rank of each token behind each prompt, 1 for the likeliest
     */
    public List<InstallTarget> choose(int[][] prompts, int[][] ranks) {
        int vocabulary = ranks[0].length;
        double[] median = new double[vocabulary];
        for (int v = 0; v < vocabulary; v++) {
            median[v] = medianRank(ranks, v);
        }
        int[] counts = new int[vocabulary];
        for (int[] prompt : prompts) {
            for (int id : prompt) {
                counts[id]++;
            }
        }
        List<InstallTarget> chosen = new ArrayList<>();
        takeBand("mid", mid, ranks, median, chosen);
        takeBand("rare", rare, ranks, median, chosen);
        take("frequent", v -> counts[v] > 0 && median[v] >= rare.low(), Comparator.comparingInt(v -> -counts[v]), vocabulary,
                chosen);
        return chosen;
    }

    private void takeBand(String label, RankBand band, int[][] ranks, double[] median, List<InstallTarget> chosen) {
        int[] inside = new int[median.length];
        for (int[] prompt : ranks) {
            for (int v = 0; v < inside.length; v++) {
                inside[v] += band.has(prompt[v]) ? 1 : 0;
            }
        }
        take(label, v -> inside[v] > 0, Comparator.<Integer>comparingInt(v -> -inside[v])
                .thenComparingDouble(v -> Math.abs(Math.log(median[v]) - band.logMiddle())), median.length, chosen);
    }

    private void take(String label, IntPredicate eligible, Comparator<Integer> order, int vocabulary, List<InstallTarget> chosen) {
        IntStream.range(0, vocabulary).filter(eligible).filter(v -> chosen.stream().noneMatch(t -> t.token() == v)).boxed()
                .sorted(order.thenComparing(v -> v)).limit(perClass).map(v -> new InstallTarget(label, v)).toList()
                .forEach(chosen::add);
    }

    private static double medianRank(int[][] ranks, int token) {
        double[] values = new double[ranks.length];
        for (int p = 0; p < values.length; p++) {
            values[p] = ranks[p][token];
        }
        return Quantile.median(values);
    }
}
