package org.writesae.experiment.population;

import java.util.ArrayList;
import java.util.List;

import org.writesae.io.InputException;
import org.writesae.stats.NumpyRandom;

import static org.writesae.io.InputException.requireAtLeast;

/**
 * Which atoms are tested. Where a stratum has fewer than asked for, all of it is taken. The strata, in order of index,
 * are shuffled one after the other by {@code numpy.random.RandomState(seed)}: the bundles, then the registers, all
 * together or from [τ, 0.20), [0.20, 0.30) and from 0.30 on.
 *
 * @param bundles   bundle atoms to take
 * @param registers register atoms to take: one number of all, or three by cosine
 * @param threshold τ, the least median cosine of a register
 * @param seed      of the shuffling
 */
public record Sampling(int bundles, List<Integer> registers, double threshold, int seed) {

    /** @throws InputException if a number makes no sense; messages name the options */
    public Sampling {
        registers = List.copyOf(registers);
        requireAtLeast(0, "--bundles", bundles);
        if (registers.size() != 1 && registers.size() != 3 || registers.stream().anyMatch(count -> count < 0)) {
            throw new InputException("--registers " + registers + ": one number, or three for the bins of cosine, was expected");
        }
        if (!(threshold >= 0 && threshold <= 0.20)) {
            throw new InputException("--threshold " + threshold + ": a number from 0 to 0.2 was expected");
        }
    }

    /** The features sampled, ascending. */
    List<Integer> sample(List<AliveAtom> alive) {
        List<List<AliveAtom>> bins = new CosineBins(threshold).split(alive);
        NumpyRandom random = new NumpyRandom(seed);
        List<Integer> taken = new ArrayList<>(some(ascending(bins.subList(0, CosineBins.FIRST_REGISTER)), bundles, random));
        List<List<AliveAtom>> registerBins = bins.subList(CosineBins.FIRST_REGISTER, CosineBins.COUNT);
        if (registers.size() == 1) {
            taken.addAll(some(ascending(registerBins), registers.getFirst(), random));
        } else {
            for (int n = 0; n < registers.size(); n++) {
                taken.addAll(some(ascending(registerBins.subList(n, n + 1)), registers.get(n), random));
            }
        }
        return taken.stream().sorted().toList();
    }

    private static List<Integer> ascending(List<List<AliveAtom>> bins) {
        return bins.stream().flatMap(List::stream).map(AliveAtom::feature).sorted().toList();
    }

    private static List<Integer> some(List<Integer> members, int count, NumpyRandom random) {
        List<Integer> some = new ArrayList<>();
        for (int n : random.permutation(members.size())) {
            if (some.size() < count) {
                some.add(members.get(n));
            }
        }
        return some;
    }
}
