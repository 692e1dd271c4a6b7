package org.writesae.tornado;

import java.util.List;

import org.writesae.runtime.Backend;
import org.writesae.runtime.BackendFactory;

/**
 * Announces the TornadoVM backend. A build that has it may be started without a TornadoVM, so this class
 * touches nothing of TornadoVM before it has found it.
 */
public final class TornadoFactory implements BackendFactory {
    /** Before 25.0.3 the G1 collector can corrupt arrays pinned by native code (JDK-8377811). */
    private static final Runtime.Version FIRST_SAFE = Runtime.Version.parse("25.0.3");
    private static final String NO_DRIVER = "TornadoVM finds no device; install an OpenCL driver (clinfo -l lists what is there)";
    /** Why TornadoVM did not start: Java says so at the first attempt only. */
    private static String failure;

    @Override
    public String name() {
        return "tornado";
    }

    @Override
    public List<Device> devices() {
        return unusable() == null ? found() : List.of();
    }

    @Override
    public String absence() {
        String unusable = unusable();
        if (unusable != null) {
            return unusable;
        }
        if (!started().isEmpty()) {
            return null;
        }
        return failure == null ? NO_DRIVER : "TornadoVM does not start: " + failure;
    }

    private static List<Device> found() {
        return started().stream()
                .map(entry -> new Device("tornado:" + entry.driver() + ":" + entry.device(), entry.description())).toList();
    }

    /** The devices of a TornadoVM that starts. */
    private static synchronized List<DeviceList.Entry> started() {
        try {
            return OpenClPlatforms.areMissing() ? List.of() : DeviceList.all();
        } catch (RuntimeException | LinkageError thrown) {
            failure = failure == null ? firstLine(thrown) : failure;
            return List.of();
        }
    }

    /** Why TornadoVM can't be used in this JVM, whatever devices there are; null if it can. */
    private static String unusable() {
        try {
            Class.forName("uk.ac.manchester.tornado.api.TaskGraph", false, TornadoFactory.class.getClassLoader());
            Class.forName("uk.ac.manchester.tornado.runtime.TornadoCoreRuntime", false, TornadoFactory.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError absent) {
            return "this JVM was started without TornadoVM; set TORNADOVM_HOME to an SDK and start with ./writesae";
        }
        Runtime.Version version = Runtime.version();
        if (version.feature() != FIRST_SAFE.feature() || version.compareToIgnoreOptional(FIRST_SAFE) < 0) {
            return "Java " + version + "; TornadoVM 5.2 needs Java 25, 25.0.3 or newer";
        }
        List<String> missing = StrictFlags.missing();
        return missing.isEmpty() ? null : String.join(", ", missing)
                + " not as in strict.flags, so the results may differ; start with ./writesae";
    }

    /**
     * @param which       {@code driver:device}, or nothing for 0:0
     * @param threads     not used: the device decides
     * @param definitions not used: a device always runs the definitions
     */
    @Override
    public Backend open(String which, int threads, boolean definitions) {
        String absence = absence();
        if (absence != null) {
            throw new IllegalArgumentException(absence);
        }
        String id = which.isEmpty() ? "0:0" : which;
        for (DeviceList.Entry entry : started()) {
            if (id.equals(entry.driver() + ":" + entry.device())) {
                return new TornadoBackend(entry.driver(), entry.device());
            }
        }
        throw new IllegalArgumentException("no such device; there are " + String.join(", ",
                found().stream().map(Device::id).toList()));
    }

    private static String firstLine(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return text.lines().findFirst().orElse(cause.toString()).replaceAll("\u001B\\[[0-9;]*m", "").strip();
    }
}
