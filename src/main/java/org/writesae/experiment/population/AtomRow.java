package org.writesae.experiment.population;

import java.util.List;
import java.util.function.Predicate;

import org.writesae.experiment.FiringOutcome;
import org.writesae.stats.Quantile;

/**
 * What the test of one atom came to. Without firings the rates and the median are NaN.
 *
 * @param feature       index of the atom
 * @param cosine        median cosine to the native write
 * @param register      whether it is a register
 * @param count         positions at which it fires among the first tokens of the corpus
 * @param firings       firings tested
 * @param wins          of those, won by the atom
 * @param deltaKl       median of KL_delete − KL_atom, nats
 * @param deleteSwaps   share of firings at which deletion changes the likeliest next token
 * @param atomSwaps     the same with the atom
 */
public record AtomRow(int feature, double cosine, boolean register, int count, int firings, int wins, double deltaKl,
        double deleteSwaps, double atomSwaps) {

    static AtomRow of(AliveAtom atom, double threshold, int count, List<FiringOutcome> outcomes) {
        double[] gain = outcomes.stream().mapToDouble(o -> o.record().klDelete() - o.record().klAtom()).toArray();
        int wins = (int) outcomes.stream().filter(o -> o.record().atomWins()).count();
        return new AtomRow(atom.feature(), atom.cosine(), atom.cosine() >= threshold, count, gain.length, wins,
                gain.length == 0 ? Double.NaN : Quantile.median(gain), share(outcomes, FiringOutcome::deleteSwaps),
                share(outcomes, FiringOutcome::atomSwaps));
    }

    private static double share(List<FiringOutcome> outcomes, Predicate<FiringOutcome> property) {
        return outcomes.isEmpty() ? Double.NaN : (double) outcomes.stream().filter(property).count() / outcomes.size();
    }

    /** Share of firings that the atom wins. */
    public double rate() {
        return firings == 0 ? Double.NaN : (double) wins / firings;
    }
}
