package org.writesae.benchmark;

import java.util.Arrays;

/** Times repetitions after a warm-up. */
final class Stopwatch {
    private Stopwatch() {
    }

    /**
     * Median seconds of one repetition.
     *
     * @param warmUp  repetitions not counted
     * @param counted repetitions counted
     */
    static double median(int warmUp, int counted, Runnable work) {
        for (int n = 0; n < warmUp; n++) {
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
