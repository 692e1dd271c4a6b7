package org.writesae.io.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.writesae.io.InputException;

/** One file, from wherever it was cut off to its place, by way of a {@link PartFile}. */
final class FileDownload {
    private static final int CHUNK = 1 << 18;

    private final HubConnection connection;
    private final HubRepository repository;
    private final HubFile file;
    private final HubSubject subject;
    private final LongConsumer progress;

    /** @param progress told the bytes of the file that are there */
    FileDownload(HubConnection connection, HubRepository repository, HubFile file, LongConsumer progress) {
        this.connection = connection;
        this.repository = repository;
        this.file = file;
        this.subject = new HubSubject(repository.name(), repository.revision(), file.path());
        this.progress = progress;
    }

    /**
     * Downloads, checks the hash and only then gives the file its name.
     *
     * @param target whose directory exists
     * @param told   why it waits
     * @throws InputException if it cannot be had; what has arrived stays for the next time, unless it is wrong
     */
    FileHashes to(Path target, Retries.Pause pause, Consumer<String> told) {
        try (PartFile part = PartFile.open(target, file.hash())) {
            Retries retries = new Retries(pause, told);
            long furthest = part.length();
            if (furthest > file.size()) {
                part.restart(Optional.empty());
            }
            while (part.length() < file.size()) {
                try {
                    transfer(part);
                } catch (TemporaryFailure failure) {
                    // A server that always breaks off at the same place must not be asked for ever.
                    if (part.length() > furthest) {
                        furthest = part.length();
                        retries.reset();
                    }
                    retries.waitAfter(subject.name(), failure);
                }
            }
            FileHashes hashes = FileHashes.of(part.path(), file.sha256() == null);
            if (!file.isOf(hashes)) {
                part.discard();
                throw new InputException(subject.name() + ": arrived with another " + (file.sha256() != null ? "SHA-256, " + hashes.sha256()
                        : "git hash, " + hashes.blob()) + " instead of " + file.hash() + "; what arrived is deleted");
            }
            part.publish(target);
            return hashes;
        }
    }

    private void transfer(PartFile part) throws TemporaryFailure {
        long from = part.length();
        URI address = connection.endpoint().file(repository.name(), repository.commit(), file.path());
        try (HubResponse response = connection.get(subject, address, range(part, from))) {
            requireSame(response);
            if (response.status() == 416 || response.status() == 206 && !continues(part, response, from)) {
                part.restart(Optional.empty());
                throw new TemporaryFailure("the server has another version than before", Duration.ZERO, null);
            }
            if (response.status() == 200) {
                part.restart(response.etag());
            }
            requireLength(response, file.size() - part.length());
            copy(response, part);
        }
    }

    private static Map<String, String> range(PartFile part, long from) {
        Map<String, String> headers = new HashMap<>();
        if (from > 0) {
            headers.put("Range", "bytes=" + from + "-");
            part.etag().ifPresent(tag -> headers.put("If-Range", tag));
        }
        return headers;
    }

    /** Not every server heeds {@code If-Range}. */
    private boolean continues(PartFile part, HubResponse response, long from) {
        String expected = "bytes " + from + "-" + (file.size() - 1) + "/" + file.size();
        boolean same = part.etag().isEmpty() || response.etag().isEmpty() || part.etag().equals(response.etag());
        return from > 0 && same && response.header("Content-Range").filter(expected::equals).isPresent();
    }

    /** Finds a changed file before gigabytes of it are read. */
    private void requireSame(HubResponse response) {
        if (response.commit().isPresent() && !response.commit().get().equals(repository.commit())) {
            throw new InputException(subject.name() + ": the hub answers for another commit than " + repository.commit());
        }
        String linked = response.linkedHash().orElse("");
        if (file.sha256() != null && linked.matches("[0-9a-f]{64}") && !linked.equals(file.sha256())) {
            throw new InputException(subject.name() + ": the hub lists SHA-256 " + file.sha256() + " and now sends " + linked);
        }
        if (!response.header("Content-Encoding").orElse("identity").equalsIgnoreCase("identity")) {
            throw new InputException(subject.name() + ": is sent compressed, although that was not asked for");
        }
    }

    private void requireLength(HubResponse response, long expected) {
        long announced = response.contentLength().orElse(expected);
        if (announced != expected) {
            throw new InputException(subject.name() + ": " + announced + " bytes are sent, " + expected + " were expected; is something "
                    + "else answering in the hub's place?");
        }
    }

    private void copy(HubResponse response, PartFile part) throws TemporaryFailure {
        byte[] chunk = new byte[CHUNK];
        try (InputStream body = response.body(); StallGuard guard = new StallGuard(body, connection.silence())) {
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                guard.heard();
                if (part.length() + read > file.size()) {
                    part.discard();
                    throw new InputException(subject.name() + ": more than the " + file.size() + " bytes of the listing are sent");
                }
                part.append(chunk, read);
                progress.accept(part.length());
            }
            guard.requireHeard();
        } catch (IOException failure) {
            throw brokenOff(part, failure);
        }
        if (part.length() < file.size()) {
            throw brokenOff(part, null);
        }
    }

    private TemporaryFailure brokenOff(PartFile part, IOException cause) {
        return new TemporaryFailure("the connection broke off after " + part.length() + " of " + file.size() + " bytes", null, cause);
    }
}
