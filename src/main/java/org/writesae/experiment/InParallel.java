package org.writesae.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Independent parts of work over threads. */
public final class InParallel {
    private InParallel() {
    }

    /**
     * Does every part; the first failure is thrown, and ends the others.
     *
     * @param workers parts at a time
     * @param work    called from several threads, in any order
     */
    public static void run(int workers, List<Integer> parts, IntConsumer work) {
        if (workers == 1 || parts.size() < 2) {
            parts.forEach(work::accept);
            return;
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.min(workers, parts.size()))) {
            List<Future<?>> running = new ArrayList<>();
            parts.forEach(n -> running.add(pool.submit(() -> work.accept(n))));
            try {
                for (Future<?> one : running) {
                    one.get();
                }
            } catch (ExecutionException failure) {
                pool.shutdownNow();
                throw unchecked(failure.getCause());
            } catch (InterruptedException stopped) {
                pool.shutdownNow();
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
    }

    /** An error stays what it is: where memory ran out, the caller says so. */
    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
    }
}
