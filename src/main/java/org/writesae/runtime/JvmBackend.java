package org.writesae.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs programs on the cores of this machine, each call over all of them. The rows of a call are
 * independent and a row is always computed by one thread in one order, so the bits do not depend on the
 * number of threads.
 *
 * <p>Several threads may run programs at the same time. Where they are as many as the cores, each does its calls by
 * itself, which keeps cores busier than splitting every call; where they are fewer, calls are split again.
 */
public final class JvmBackend implements Backend {
    /** Pieces per thread: a thread that finishes early takes another. */
    private static final int PIECES = 8;
    /** Calls over arrays with fewer elements in all take less time than waking another thread. */
    private static final int WORTH_SPLITTING = 16_384;

    private final int threads;
    private final Map<Kernel, Twins.Twin> twins;
    private final ForkJoinPool pool;
    private final Map<Kernel, MethodHandle> handles = new ConcurrentHashMap<>();
    /** Programs that are being run now. */
    private final AtomicInteger running = new AtomicInteger();

    /** @param threads at least 1 */
    public JvmBackend(int threads) {
        this(threads, true);
    }

    /**
     * @param threads at least 1
     * @param twins   false runs every definition itself: slow, for audits and tests
     */
    public JvmBackend(int threads, boolean twins) {
        this(threads, twins ? Twins.all() : Map.of());
    }

    JvmBackend(int threads, Map<Kernel, Twins.Twin> twins) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads);
        }
        this.threads = threads;
        this.twins = twins;
        this.pool = threads == 1 ? null : new ForkJoinPool(threads);
    }

    @Override
    public void run(Program program) {
        running.incrementAndGet();
        try {
            for (Program.Call call : program.calls()) {
                run(call);
            }
        } finally {
            running.decrementAndGet();
        }
    }

    private void run(Program.Call call) {
        Twins.Twin twin = twins.get(call.kernel());
        List<Object> arguments = new ArrayList<>();
        long elements = 0;
        for (Object argument : call.arguments()) {
            arguments.add(argument instanceof Buffer buffer ? buffer.array() : argument);
            elements += argument instanceof Buffer buffer ? buffer.length() : 0;
        }
        int pieces = running.get() >= threads || elements < WORTH_SPLITTING ? 1 : threads * PIECES;
        if (twin == null) {
            spread(handle(call.kernel()), arguments, call.rows(), pieces);
        } else {
            arguments.add(call.rows());
            spread(handle(twin.kernel()), arguments, twin.tiles().count(call.arguments(), call.rows()), pieces);
        }
    }

    private void spread(MethodHandle kernel, List<Object> arguments, int rows, int atMost) {
        int pieces = Math.min(rows, atMost);
        if (pieces == 1) {
            invoke(kernel, arguments, 0, rows);
            return;
        }
        List<ForkJoinTask<?>> tasks = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            int from = (int) ((long) rows * piece / pieces);
            int to = (int) ((long) rows * (piece + 1) / pieces);
            tasks.add(ForkJoinTask.adapt(() -> invoke(kernel, arguments, from, to - from)));
        }
        pool.submit(() -> ForkJoinTask.invokeAll(tasks)).join();
    }

    private static void invoke(MethodHandle kernel, List<Object> arguments, int from, int count) {
        Object[] all = new Object[arguments.size() + 2];
        for (int i = 0; i < arguments.size(); i++) {
            all[i] = arguments.get(i);
        }
        all[all.length - 2] = from;
        all[all.length - 1] = count;
        try {
            Object nothing = kernel.invokeExact(all);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    private MethodHandle handle(Kernel kernel) {
        return handles.computeIfAbsent(kernel, JvmBackend::find);
    }

    private static MethodHandle find(Kernel kernel) {
        try {
            MethodHandle handle = MethodHandles.publicLookup().unreflect(kernel.method());
            return handle.asSpreader(Object[].class, kernel.method().getParameterCount())
                    .asType(java.lang.invoke.MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(kernel + " is not public", e);
        }
    }

    /** Threads that share a call. */
    public int threads() {
        return threads;
    }

    @Override
    public String description() {
        return "jvm, " + threads + (threads == 1 ? " thread" : " threads") + ", Java " + Runtime.version();
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
