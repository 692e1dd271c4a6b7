package org.writesae.runtime;

import java.util.List;
import java.util.Random;

import org.writesae.kernels.LogSoftmax;
import org.writesae.kernels.LogSoftmaxTiled;

/** Calls over logits with random values and sizes around the limits of the blocks. */
final class RandomLogitCalls {
    private RandomLogitCalls() {
    }

    static RandomCalls.Call normalizer(Random random) {
        int rows = 1 + random.nextInt(4);
        int vocabulary = RandomCalls.near(random, 1, LogSoftmaxTiled.BLOCK);
        return new RandomCalls.Call(Kernel.of(LogSoftmax.class, "logNormalizer"), rows,
                List.of(RandomCalls.doubles(random, rows), logits(random, rows, vocabulary), vocabulary));
    }

    static RandomCalls.Call divergence(Random random) {
        int pairs = 1 + random.nextInt(4);
        int vocabulary = RandomCalls.near(random, 1, LogSoftmaxTiled.BLOCK);
        double[] p = logits(random, 3, vocabulary);
        double[] q = logits(random, 2, vocabulary);
        return new RandomCalls.Call(Kernel.of(LogSoftmax.class, "klDivergence"), pairs,
                List.of(RandomCalls.doubles(random, pairs), p, normalizers(p, vocabulary), q, normalizers(q, vocabulary),
                        random.ints(pairs, 0, 3).toArray(), random.ints(pairs, 0, 2).toArray(), vocabulary));
    }

    /** A few of them, or all, are so far below the largest that a block is computed one by one. */
    private static double[] logits(Random random, int rows, int vocabulary) {
        double[] logits = RandomCalls.doubles(random, rows * vocabulary);
        double spread = new double[] {1, 9, 11, 300}[random.nextInt(4)];
        for (int n = 0; n < logits.length; n++) {
            logits[n] *= spread;
        }
        return logits;
    }

    private static double[] normalizers(double[] logits, int vocabulary) {
        double[] z = new double[logits.length / vocabulary];
        LogSoftmax.logNormalizer(z, logits, vocabulary, 0, z.length);
        return z;
    }
}
