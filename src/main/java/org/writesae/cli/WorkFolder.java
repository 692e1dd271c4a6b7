package org.writesae.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

import org.writesae.io.InputException;

/** The folder of a claim's finished units, while its result is not there yet. */
record WorkFolder(Path path) {

    /**
     * The one of a claim under an output directory.
     *
     * @param part of the claim; empty for one without parts
     */
    static WorkFolder of(Path out, String claim, String part) {
        return new WorkFolder(out.resolve(claim).resolve(part.isEmpty() ? "work" : "work_" + part));
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    /** Takes over all units of another folder. */
    void copyFrom(WorkFolder other) {
        walk(other.path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                Path target = path.resolve(other.path.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    void delete() {
        if (!exists()) {
            return;
        }
        walk(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void walk(Path folder, SimpleFileVisitor<Path> visitor) {
        try {
            Files.walkFileTree(folder, visitor);
        } catch (IOException failure) {
            throw new InputException(folder + ": " + failure, failure);
        }
    }
}
