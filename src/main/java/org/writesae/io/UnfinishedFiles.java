package org.writesae.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Files that are being written beside their target. Ctrl-C ends Java at once, and none of them stays behind then either. */
final class UnfinishedFiles {
    private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> FILES.forEach(UnfinishedFiles::delete)));
    }

    private UnfinishedFiles() {
    }

    static void add(Path file) {
        FILES.add(file);
    }

    /** It has got its name. */
    static void finished(Path file) {
        FILES.remove(file);
    }

    /** Deletes it if it is there. */
    static void delete(Path file) {
        FILES.remove(file);
        try {
            Files.deleteIfExists(file);
        } catch (IOException leftBehind) {
            // Nothing to add: the failure that led here is the one to report.
        }
    }
}
