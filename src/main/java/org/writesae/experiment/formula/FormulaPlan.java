package org.writesae.experiment.formula;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

import org.writesae.stats.NumpyRandom;

/**
 * What experiment E3 measures.
 *
 * @param layer      the cell
 * @param head       the cell
 * @param features   atoms
 * @param epsilons   sizes of the change in population A
 * @param ranks      eval tokens of population A: native ranks, from 1
 * @param scales     sizes of the change in population C
 * @param evalTokens eval tokens of population C, the same everywhere
 * @param position   where the state is changed
 * @param horizon    tokens between change and measurement
 */
public record FormulaPlan(int layer, int head, List<Integer> features, List<Double> epsilons, List<Integer> ranks,
        List<Double> scales, List<Integer> evalTokens, ReferencePosition position, int horizon) {

    /** Tokens drawn without replacement, the first of {@code numpy.random.RandomState(seed).permutation(vocabulary)}. */
    public static List<Integer> drawnTokens(int seed, int vocabulary, int count) {
        return Arrays.stream(new NumpyRandom(seed).permutation(vocabulary)).limit(count).boxed().toList();
    }

    /** The sizes of both populations, each once, ascending. */
    double[] sizes() {
        return DoubleStream.concat(epsilons.stream().mapToDouble(e -> e), scales.stream().mapToDouble(e -> e)).sorted().distinct()
                .toArray();
    }
}
