package org.writesae.io.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A hub on this machine and a folder that its files are fetched into. */
abstract class FetchFixture {
    static final byte[] WEIGHTS = random(300_000, 1);
    static final String FILE = "model.safetensors";

    @TempDir
    Path folder;

    final FakeHub hub = new FakeHub();
    /** What a fetch would have waited. */
    final List<Duration> pauses = new ArrayList<>();
    /** What it said of that. */
    final List<String> waits = new ArrayList<>();
    int parallel = 1;

    static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    List<Fetch.Fetched> fetch() {
        return fetch(false, Duration.ofSeconds(20));
    }

    List<Fetch.Fetched> fetch(boolean overwrite, Duration silence) {
        HubEndpoint endpoint = HubEndpoint.of(hub.address(), Map.of());
        Optional<HubToken> token = HubToken.find(Map.of("HF_TOKEN", FakeHub.TOKEN), folder);
        Fetch.Progress silent = new Fetch.Progress() {
            @Override
            public void at(String path, long done, long all) {
                assertThat(done).isBetween(0L, all);
                if (path.contains("waiting")) {
                    waits.add(path);
                }
            }

            @Override
            public void finished(Fetch.Fetched file) {
                assertThat(file.path()).exists();
            }
        };
        try (HubConnection connection = new HubConnection(endpoint, token, null, silence)) {
            HubRepository repository = new HubListing(connection, pauses::add).read(FakeHub.REPO, "main");
            return new Fetch(connection, repository, folder, silent, pauses::add).run(repository.files(), overwrite, parallel);
        }
    }

    void refused(String... parts) {
        assertThatThrownBy(this::fetch).isInstanceOf(InputException.class).satisfies(failure ->
                assertThat(failure.getMessage()).contains(parts).doesNotContain("\n", FakeHub.TOKEN, "signature"));
    }

    /** All files in the folder but the record, by name. */
    List<String> there() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.equals(FetchRecord.NAME)).sorted().toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    List<String> ranges() {
        return hub.seen.stream().filter(FakeHub.Seen::toCdn).map(request -> request.headers().getFirst("Range") + " "
                + request.headers().getFirst("If-Range")).toList();
    }

    static boolean sleep() {
        try {
            Thread.sleep(10_000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
