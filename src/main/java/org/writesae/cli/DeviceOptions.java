package org.writesae.cli;

import picocli.CommandLine.Option;

import org.writesae.runtime.Backend;

import static org.writesae.io.InputException.requireAtLeast;

/** Options of every command that computes: where, and with how many threads. */
final class DeviceOptions {

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "jvm",
            description = "Where to compute: jvm, or tornado[:driver:device] in a build that has it. Results are the same bits. "
                    + "Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--threads", paramLabel = "N",
            description = "Threads of the JVM. Results do not depend on it. Default: one per core.")
    private Integer threads;

    /** Opens the backend that the options name. */
    Backend open() {
        return Backends.open(device, threads(), false);
    }

    /**
     * A backend for work that comes in independent parts.
     *
     * @param backend can be used from {@code workers} threads at the same time
     * @param workers parts at a time
     */
    record Shared(Backend backend, int workers) implements AutoCloseable {
        @Override
        public void close() {
            backend.close();
        }
    }

    /** On the JVM every thread takes a part of its own; the cores that are left over help with the kernels of the others. */
    Shared openShared() {
        return new Shared(open(), device.equals("jvm") ? threads() : 1);
    }

    /** Parts at a time for work that needs no backend. */
    int workers() {
        return threads();
    }

    private int threads() {
        requireAtLeast(1, "--threads", threads);
        return threads == null ? JvmFacts.cores() : threads;
    }
}
