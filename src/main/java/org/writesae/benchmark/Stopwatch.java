package org.writesae.benchmark;

import java.util.Arrays;

/** Times repetitions after a warm-up. */
final class Stopwatch {
    /** Java compiles what is timed meanwhile, on the same cores. */
    private static final long LEAST_WARM_UP = 2_000_000_000L;

    private Stopwatch() {
    }

    /**
     * Median seconds of one repetition.
     *
     * @param warmUp  repetitions not counted, at least, for two seconds or more; 0 for none
     * @param counted repetitions counted
     */
    static double median(int warmUp, int counted, Runnable work) {
        long start = System.nanoTime();
        for (int n = 0; n < warmUp || warmUp > 0 && System.nanoTime() - start < LEAST_WARM_UP; n++) {
            work.run();
        }
        double[] seconds = new double[counted];
        for (int n = 0; n < counted; n++) {
            seconds[n] = once(work);
        }
        Arrays.sort(seconds);
        return seconds[counted / 2];
    }

    /** Seconds of one run. */
    static double once(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
