package org.writesae.cli;

import picocli.CommandLine.Option;

import org.writesae.io.InputException;
import org.writesae.runtime.Backend;

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
        if (threads != null && threads < 1) {
            throw new InputException("--threads " + threads + ": at least 1");
        }
        return Backends.open(device, threads == null ? JvmFacts.cores() : threads, false);
    }
}
