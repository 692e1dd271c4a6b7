package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.writesae.io.InputException;

/** Finds out before the work, rather than after it, that its result could not be written. */
final class OutputTarget {
    private OutputTarget() {
    }

    /**
     * Checks that a file can be made at {@code target}; nothing is left behind. Missing directories may be missing.
     *
     * @param target null is fine
     */
    static void require(String option, Path target) {
        if (target == null) {
            return;
        }
        if (Files.isDirectory(target)) {
            throw new InputException(option + " " + target + ": is a directory, a file was expected");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            // It would be replaced by a file, as every output is.
            throw new InputException(option + " " + target + ": is a device, a file was expected");
        }
        requireDirectory(option, target, target.toAbsolutePath().getParent());
    }

    /** Refuses to write two results into one file. */
    static void requireOther(String option, Path target, String otherOption, Path other) {
        if (target != null && target.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
            throw new InputException(option + " " + target + ": the same file as " + otherOption);
        }
    }

    /** The same for a directory that files will be made in. */
    static void requireDirectory(String option, Path target, Path directory) {
        Path existing = directory.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing)) {
            throw new InputException(option + " " + target + ": " + existing + " is not a directory");
        }
        try {
            Files.delete(Files.createTempFile(existing, ".writesae", ".part"));
        } catch (IOException failure) {
            throw new InputException(option + " " + target + ": cannot write in " + existing, failure);
        }
    }
}
