package org.writesae.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

import org.writesae.io.InputException;
import org.writesae.runtime.Backend;
import org.writesae.runtime.BackendFactory;
import org.writesae.runtime.JvmBackend;

/** The kinds of backend in this build: the JVM, and those that announce themselves. */
final class Backends {
    /** Known by name even where they are not part of the build, for a message that helps. */
    private static final List<String> KNOWN = List.of("jvm", "tornado");

    private Backends() {
    }

    /** All kinds, the JVM first. */
    static List<BackendFactory> all() {
        List<BackendFactory> found = new ArrayList<>();
        found.add(new Jvm());
        announced(found);
        return found;
    }

    private static void announced(List<BackendFactory> found) {
        Iterator<BackendFactory> factories = ServiceLoader.load(BackendFactory.class).iterator();
        while (true) {
            try {
                if (!factories.hasNext()) {
                    return;
                }
                found.add(factories.next());
            } catch (ServiceConfigurationError failure) {
                // Without a cause the class is not there: a build without TornadoVM leaves the announcement of one with it.
                if (failure.getCause() != null) {
                    throw failure;
                }
            }
        }
    }

    /** Why a kind of backend is not there, for the list of devices; null if it is, or if nobody knows it. */
    static String absence(String name) {
        boolean there = all().stream().anyMatch(factory -> factory.name().equals(name));
        return there || !KNOWN.contains(name) ? null : "the TornadoVM backend is not in this build";
    }

    /** @param device {@code name} or {@code name:which} */
    static Backend open(String device, int threads, boolean definitions) {
        String name = device.split(":", 2)[0];
        String which = device.contains(":") ? device.substring(name.length() + 1) : "";
        for (BackendFactory factory : all()) {
            if (factory.name().equals(name)) {
                try {
                    return factory.open(which, threads, definitions);
                } catch (IllegalArgumentException unusable) {
                    throw new InputException("--device " + device + ": " + unusable.getMessage(), unusable);
                }
            }
        }
        String absence = absence(name);
        throw new InputException("--device " + device + ": " + (absence == null ? "no such device" : absence)
                + "; this build has " + all().stream().map(BackendFactory::name).collect(Collectors.joining(", ")));
    }

    private static final class Jvm implements BackendFactory {
        /** What Java's pools of threads can hold. */
        private static final int MOST_THREADS = 32767;

        @Override
        public String name() {
            return "jvm";
        }

        @Override
        public List<Device> devices() {
            return List.of(new Device("jvm", JvmFacts.line()));
        }

        @Override
        public Backend open(String which, int threads, boolean definitions) {
            if (!which.isEmpty()) {
                throw new IllegalArgumentException("jvm has no devices to choose from; use --threads");
            }
            if (threads > MOST_THREADS) {
                throw new IllegalArgumentException("--threads " + threads + ": at most " + MOST_THREADS);
            }
            return new JvmBackend(threads, !definitions);
        }
    }
}
