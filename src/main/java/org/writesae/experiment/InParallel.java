package org.writesae.experiment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Independent parts of work over threads. What parts take of memory is not known beforehand: where it runs out, fewer are
 * done at a time, and only a part that does not fit by itself fails.
 */
public final class InParallel {
    private final Deque<Integer> left;
    private final IntConsumer work;
    private final IntConsumer fewer;
    /** Failures by part. */
    private final Map<Integer, Throwable> failures = new TreeMap<>();
    /** Those that have not ended. */
    private int workers;

    private InParallel(int workers, Collection<Integer> parts, IntConsumer work, IntConsumer fewer) {
        this.workers = workers;
        this.left = new ArrayDeque<>(parts);
        this.work = work;
        this.fewer = fewer;
    }

    /**
     * Does every part; after the first failure no other is begun, and it is thrown.
     *
     * @param workers parts at a time
     * @param work    called from several threads, in any order; again for a part for which memory ran out
     */
    public static void run(int workers, List<Integer> parts, IntConsumer work) {
        run(workers, parts, work, now -> { });
    }

    /** @param fewer told how many parts are done at a time from now on, where memory ran out */
    public static void run(int workers, List<Integer> parts, IntConsumer work, IntConsumer fewer) {
        int most = Math.min(workers, parts.size());
        if (most < 2) {
            parts.forEach(work::accept);
            return;
        }
        new InParallel(most, parts, work, fewer).run();
    }

    private void run() {
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int n = workers; n > 0; n--) {
                running.add(pool.submit(this::worker));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } catch (ExecutionException failure) {
            throw unchecked(failure.getCause());
        }
        if (!failures.isEmpty()) {
            throw unchecked(failures.values().iterator().next());
        }
    }

    private void worker() {
        boolean goesOn = true;
        while (goesOn) {
            Integer part;
            boolean alone;
            synchronized (this) {
                part = failures.isEmpty() ? left.poll() : null;
                alone = workers == 1;
                workers -= part == null ? 1 : 0;
            }
            goesOn = part != null && did(part, alone);
        }
    }

    /** @return whether this worker goes on */
    private boolean did(int part, boolean alone) {
        try {
            work.accept(part);
            return true;
        } catch (OutOfMemoryError full) {
            return alone ? failed(part, full) : tryLater(part);
        } catch (RuntimeException | Error failure) {
            return failed(part, failure);
        }
    }

    private synchronized boolean failed(int part, Throwable failure) {
        failures.put(part, failure);
        return false;
    }

    /** One worker fewer; the last one stays, and has the memory of all. */
    private synchronized boolean tryLater(int part) {
        left.addFirst(part);
        if (workers == 1) {
            return true;
        }
        workers--;
        fewer.accept(workers);
        return false;
    }

    /** An error stays what it is: where memory ran out, the caller says so. */
    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
    }
}
