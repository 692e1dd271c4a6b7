package org.writesae.model.generate;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.writesae.kernels.Elementary;

import static org.writesae.io.InputException.require;

/**
 * Chooses the next token from logits: the largest, or a draw from their softmax after temperature, top k and top p,
 * in this order, as the logits processors of transformers have them. One seed gives one series of choices.
 */
public final class Sampler {
    /** Its algorithm is published and fixed, so a seed means the same on every JVM. */
    private static final String GENERATOR = "L64X128MixRandom";

    /**
     * How to choose.
     *
     * @param temperature divisor of the logits; 0 takes the largest logit, of several the first
     * @param topK        only tokens as likely as the k-th likeliest; 0 for all
     * @param topP        only the likeliest tokens that together reach this probability, at least one; 1 for all
     * @param seed        of the random numbers
     */
    public record Options(double temperature, int topK, double topP, long seed) {
        public Options {
            require(temperature >= 0 && Double.isFinite(temperature), "temperature " + temperature + ": at least 0");
            require(topK >= 0, "top k " + topK + ": at least 0");
            require(topP > 0 && topP <= 1, "top p " + topP + ": above 0, at most 1");
        }

        /** Always the likeliest token. */
        public static Options greedy() {
            return new Options(0, 0, 1, 0);
        }
    }

    private final Options options;
    private final RandomGenerator random;

    public Sampler(Options options) {
        this.options = options;
        this.random = RandomGeneratorFactory.of(GENERATOR).create(options.seed());
    }

    /** @param logits [vocabulary] */
    public int choose(double[] logits) {
        return options.temperature() == 0 ? largest(logits) : draw(probabilities(logits));
    }

    /** [vocabulary], what a token is drawn from; not for temperature 0. */
    double[] probabilities(double[] logits) {
        double[] scores = new double[logits.length];
        for (int id = 0; id < scores.length; id++) {
            scores[id] = logits[id] / options.temperature();
        }
        if (options.topK() > 0 && options.topK() < scores.length) {
            keepLargest(scores, options.topK());
        }
        double[] p = softmax(scores);
        if (options.topP() < 1) {
            dropTail(p, 1 - options.topP());
        }
        return p;
    }

    private static int largest(double[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            if (logits[id] > logits[best]) {
                best = id;
            }
        }
        return best;
    }

    private static void keepLargest(double[] scores, int count) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double least = sorted[sorted.length - count];
        for (int id = 0; id < scores.length; id++) {
            if (scores[id] < least) {
                scores[id] = Double.NEGATIVE_INFINITY;
            }
        }
    }

    private static double[] softmax(double[] scores) {
        double largest = scores[largest(scores)];
        double[] p = new double[scores.length];
        for (int id = 0; id < p.length; id++) {
            p[id] = scores[id] == Double.NEGATIVE_INFINITY ? 0 : Elementary.exponential(scores[id] - largest);
        }
        normalize(p);
        return p;
    }

    private static void normalize(double[] p) {
        double sum = 0;
        for (double each : p) {
            sum += each;
        }
        for (int id = 0; id < p.length; id++) {
            p[id] /= sum;
        }
    }

    /** Drops the least likely tokens whose probabilities together are {@code tail} at most; of equals, later ids first. */
    private static void dropTail(double[] p, double tail) {
        double[] sorted = p.clone();
        Arrays.sort(sorted);
        int dropped = 0;
        for (double sum = sorted[0]; sum <= tail && dropped < p.length - 1; sum += sorted[dropped]) {
            dropped++;
        }
        double least = sorted[dropped];
        int equals = 0;
        while (equals < dropped && sorted[dropped - 1 - equals] == least) {
            equals++;
        }
        for (int id = p.length - 1; id >= 0; id--) {
            if (p[id] < least || p[id] == least && equals-- > 0) {
                p[id] = 0;
            }
        }
        normalize(p);
    }

    private int draw(double[] p) {
        double left = random.nextDouble();
        int last = 0;
        for (int id = 0; id < p.length; id++) {
            if (p[id] > 0) {
                last = id;
                left -= p[id];
                if (left < 0) {
                    break;
                }
            }
        }
        return last;
    }
}
