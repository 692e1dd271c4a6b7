package org.writesae.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Writes files so that a reader sees the old one or the whole new one, never a part. */
public final class OutputFiles {

    /** Produces the content of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private OutputFiles() {
    }

    /** Writes beside {@code target}, then moves; missing parent directories are made. */
    public static void write(Path target, Content content) {
        Path beside = beside(target);
        try {
            try (OutputStream out = open(beside)) {
                content.writeTo(out);
            }
            publish(beside, target);
        } catch (IOException failure) {
            throw cannotWrite(target, failure);
        } finally {
            discard(beside);
        }
    }

    /** A new name in the directory of {@code target}, so that the later move stays on one file system. */
    static Path beside(Path target) {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null || Files.isDirectory(target)) {
            throw new InputException(target + ": cannot be written: it is a directory");
        }
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException notADirectory) {
            throw new InputException(target + ": cannot be written: " + notADirectory.getFile() + " is not a directory",
                    notADirectory);
        } catch (IOException failure) {
            throw cannotWrite(target, failure);
        }
        String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path beside = directory.resolve("." + target.getFileName() + "." + unique + ".part");
        UnfinishedFiles.add(beside);
        return beside;
    }

    static OutputStream open(Path beside) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE), 1 << 16);
    }

    /** Gives a file its final name, over what may have that name. */
    public static void publish(Path beside, Path target) throws IOException {
        try {
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unsupported) {
            Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
        }
        UnfinishedFiles.finished(beside);
    }

    /** Streams a segment through a small buffer. */
    static void copy(MemorySegment data, OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(data.byteSize(), 1 << 16)];
        for (long at = 0; at < data.byteSize(); at += buffer.length) {
            int count = (int) Math.min(buffer.length, data.byteSize() - at);
            MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, buffer, 0, count);
            out.write(buffer, 0, count);
        }
    }

    static void discard(Path beside) {
        UnfinishedFiles.delete(beside);
    }

    static InputException cannotWrite(Path target, IOException failure) {
        return new InputException(target + ": cannot be written: " + failure, failure);
    }
}
