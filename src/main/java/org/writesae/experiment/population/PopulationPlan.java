package org.writesae.experiment.population;

import java.util.List;

import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.io.InputException;

import static org.writesae.io.InputException.requireAtLeast;

/**
 * What a population test is made with.
 *
 * @param layer       layer of the cell
 * @param head        head of the cell
 * @param readings    of the replacement test
 * @param partition   what counts as a firing where the classes are made
 * @param sampling    which atoms
 * @param cap         most firings of each atom
 * @param minFirings  least firings of an atom that is evaluated
 * @param countTokens tokens, the first ones, over which firings are counted (App H)
 * @param seed        of the random control and of resampling
 */
public record PopulationPlan(int layer, int head, SubstitutionReadings readings, FiringSelection partition, Sampling sampling, int cap,
        int minFirings, int countTokens, int seed) {

    /** @throws InputException if a number makes no sense; messages name the options */
    public PopulationPlan {
        if (minFirings < 1 || minFirings > cap) {
            throw new InputException("--min-firings " + minFirings + ": from 1 to the cap, which is " + cap);
        }
        requireAtLeast(0, "--count-tokens", countTokens);
    }

    /** The replacement test of some atoms. */
    Substitution.Plan of(List<Integer> features) {
        return new Substitution.Plan(layer, head, features, cap, seed, readings, null);
    }
}
