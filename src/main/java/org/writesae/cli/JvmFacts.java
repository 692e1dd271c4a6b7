package org.writesae.cli;

import java.lang.management.ManagementFactory;
import java.util.Locale;

import com.sun.management.HotSpotDiagnosticMXBean;

/** What matters about the JVM that this runs on. */
final class JvmFacts {
    private JvmFacts() {
    }

    /** One line: version, cores, heap, width of vectors where the JVM tells. */
    static String line() {
        String vectors = vectorBytes() > 0 ? String.format(Locale.ROOT, ", vectors of %d bits", 8 * vectorBytes()) : "";
        return String.format(Locale.ROOT, "Java %s (%s) on %s, %d cores, heap of at most %.1f GB%s", Runtime.version(),
                System.getProperty("java.vm.name"), System.getProperty("os.arch"), cores(), heapBytes() / 1e9, vectors);
    }

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    static long heapBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    /** Widest vector the compiler uses, 0 if unknown. */
    static int vectorBytes() {
        try {
            HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return hotSpot == null ? 0 : Integer.parseInt(hotSpot.getVMOption("MaxVectorSize").getValue());
        } catch (IllegalArgumentException unknown) {
            return 0;
        }
    }
}
