package org.writesae.io.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

import org.writesae.io.InputException;
import org.writesae.io.OutputFiles;

/**
 * What has arrived of a file, beside the place it is meant for: {@code .NAME.HASH.part}, with the ETag of the answer it came
 * from in {@code .NAME.HASH.etag}. It stays when a download is cut off. Its name has the hash of the whole, so it is never
 * taken for the beginning of another version.
 */
final class PartFile implements AutoCloseable {
    private static final int DIGITS = 12;
    private static final Pattern STRONG = Pattern.compile("\"[\\x21\\x23-\\x7e]{1,200}\"");

    private final Path path;
    private final Path note;
    private final FileChannel channel;
    private String etag;

    private PartFile(Path path, Path note, FileChannel channel, String etag) {
        this.path = path;
        this.note = note;
        this.channel = channel;
        this.etag = etag;
    }

    /**
     * Opens what is there, or begins.
     *
     * @param target place of the whole file, whose directory exists
     * @param hash   of the whole file
     * @throws InputException if another process is at it
     */
    static PartFile open(Path target, String hash) {
        String stem = "." + target.getFileName() + ".";
        Path path = target.resolveSibling(stem + hash.substring(0, DIGITS) + ".part");
        Path note = target.resolveSibling(stem + hash.substring(0, DIGITS) + ".etag");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new InputException(target + ": another process is fetching it");
            }
            deleteOthers(target, stem, path, note);
            channel.position(channel.size());
            return new PartFile(path, note, channel, Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS) ? Files.readString(note) : "");
        } catch (IOException failure) {
            closeQuietly(channel);
            throw cannotWrite(path, failure);
        } catch (RuntimeException failure) {
            closeQuietly(channel);
            throw failure;
        }
    }

    /** Parts of other versions are of no more use. */
    private static void deleteOthers(Path target, String stem, Path path, Path note) throws IOException {
        Pattern ours = Pattern.compile(Pattern.quote(stem) + "[0-9a-f]{" + DIGITS + "}\\.(part|etag)");
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(target.getParent(),
                file -> ours.matcher(file.getFileName().toString()).matches())) {
            for (Path file : beside) {
                if (!file.equals(path) && !file.equals(note)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Bytes of it that are there already; 0 if there is none. */
    static long lengthOf(Path target, String hash) {
        Path path = target.resolveSibling("." + target.getFileName() + "." + hash.substring(0, DIGITS) + ".part");
        try {
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.size(path) : 0;
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /** Whether an ETag says that bytes are the same, so that a range may be asked for by it. */
    static boolean isStrong(String etag) {
        return STRONG.matcher(etag).matches();
    }

    Path path() {
        return path;
    }

    long length() {
        try {
            return channel.position();
        } catch (IOException failure) {
            throw cannotWrite(path, failure);
        }
    }

    /** The ETag of the answer that the bytes came from, if it was a strong one. */
    Optional<String> etag() {
        return Optional.of(etag).filter(PartFile::isStrong);
    }

    /** Forgets all bytes; new ones are from an answer with this ETag. */
    void restart(Optional<String> newTag) {
        try {
            channel.truncate(0);
            channel.position(0);
            Files.deleteIfExists(note);
            etag = newTag.orElse("");
            if (!etag.isEmpty()) {
                Files.writeString(note, etag, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
        } catch (IOException failure) {
            throw cannotWrite(path, failure);
        }
    }

    void append(byte[] bytes, int count) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException failure) {
            throw cannotWrite(path, failure);
        }
    }

    /** Gives the file its name, once its bytes are safe on the disk. */
    void publish(Path target) {
        try {
            channel.force(true);
            channel.close();
            OutputFiles.publish(path, target);
            Files.deleteIfExists(note);
        } catch (IOException failure) {
            throw cannotWrite(target, failure);
        }
    }

    void discard() {
        closeQuietly(channel);
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(note);
        } catch (IOException failure) {
            throw cannotWrite(path, failure);
        }
    }

    private static InputException cannotWrite(Path file, IOException failure) {
        return new InputException(file + ": cannot be written: " + failure, failure);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // What led here is reported.
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
