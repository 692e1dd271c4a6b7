package org.writesae.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Maps whole files for reading. */
final class MappedFile {
    private MappedFile() {
    }

    /** The bytes of the file, valid while {@code arena} lives. */
    static MemorySegment map(Path path, Arena arena) {
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new InputException(path + ": a regular file was expected");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException failure) {
            throw InputException.unreadable(path, failure);
        }
    }

    /** Bytes [from, from + count) as an array; the caller has checked them against the file's length. */
    static byte[] bytes(MemorySegment file, long from, int count) {
        byte[] bytes = new byte[count];
        MemorySegment.copy(file, ValueLayout.JAVA_BYTE, from, bytes, 0, count);
        return bytes;
    }
}
