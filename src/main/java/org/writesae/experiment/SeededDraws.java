package org.writesae.experiment;

import java.util.stream.IntStream;

import org.apache.commons.math3.random.MersenneTwister;

/**
 * Random draws from a seed. Every firing has a generator of its own, MT19937 initialised with the array
 * {seed, prompt, position, feature}, so that a draw does not depend on which other firings there are.
 * Atoms are drawn uniformly by rejection; factors are standard normal; then a token for each coordinate.
 */
final class SeededDraws implements RandomDraws {
    private final int seed;
    private final int features;
    private final int dk;
    private final int dv;

    SeededDraws(int seed, int features, int dk, int dv) {
        this.seed = seed;
        this.features = features;
        this.dk = dk;
        this.dv = dv;
    }

    @Override
    public RandomDraw draw(Firing firing, float[] coefficients, int from, int tokens) {
        MersenneTwister random = new MersenneTwister(
                new int[] {seed, firing.prompt(), firing.position(), firing.feature()});
        int other = random.nextInt(features - 1);
        int same = other < firing.feature() ? other : other + 1;
        int silent = silent(random, coefficients, from);
        return new RandomDraw(same, silent, GaussianDraws.normal(random, dk), GaussianDraws.normal(random, dv),
                below(tokens, random, dk), below(tokens, random, dv));
    }

    private int silent(MersenneTwister random, float[] coefficients, int from) {
        if (IntStream.range(from, from + features).allMatch(i -> coefficients[i] > 0)) {
            return RandomDraw.NONE;
        }
        int atom = random.nextInt(features);
        while (coefficients[from + atom] > 0) {
            atom = random.nextInt(features);
        }
        return atom;
    }

    private static int[] below(int bound, MersenneTwister random, int size) {
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextInt(bound);
        }
        return values;
    }
}
