package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.writesae.io.InputException;
import org.writesae.sae.SaeCheckpoint;

/** Autoencoders that a path names. */
final class CheckpointFolder {
    private CheckpointFolder() {
    }

    /** The checkpoint there, or those of its directories, by name. */
    static List<SaeCheckpoint> read(Path path) {
        if (!Files.isDirectory(path) || SaeCheckpoint.isIn(path)) {
            return List.of(SaeCheckpoint.load(path));
        }
        try (Stream<Path> inside = Files.list(path)) {
            List<Path> folders = inside.filter(Files::isDirectory).filter(SaeCheckpoint::isIn).sorted().toList();
            if (folders.isEmpty()) {
                throw new InputException(path + ": neither a checkpoint nor directories with one");
            }
            return folders.stream().map(SaeCheckpoint::load).toList();
        } catch (IOException failure) {
            throw new InputException(path + ": " + failure, failure);
        }
    }
}
