package org.writesae.io.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FetchTest {
    private static final byte[] WEIGHTS = random(300_000, 1);
    private static final String FILE = "model.safetensors";

    @TempDir
    private Path folder;

    private final FakeHub hub = new FakeHub();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> waits = new ArrayList<>();
    private int parallel = 1;

    private static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private List<Fetch.Fetched> fetch() {
        return fetch(false, Duration.ofSeconds(20));
    }

    private List<Fetch.Fetched> fetch(boolean overwrite, Duration silence) {
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

    private void refused(String... parts) {
        assertThatThrownBy(this::fetch).isInstanceOf(InputException.class).satisfies(failure ->
                assertThat(failure.getMessage()).contains(parts).doesNotContain("\n", FakeHub.TOKEN, "signature"));
    }

    /** All files in the folder but the record, by name. */
    private List<String> there() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.equals(FetchRecord.NAME)).sorted().toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    @Test
    void filesArriveWithARecordOfWhatTheyAre() throws IOException {
        hub.small("config.json", "{\"a\": 1}").large(FILE, WEIGHTS).small("sub dir/ä+%.txt", "x").large("empty.pt", new byte[0]);
        assertThat(fetch()).allMatch(Fetch.Fetched::isNew).hasSize(4);
        assertThat(there()).containsExactly("config.json", "empty.pt", FILE, "sub dir/ä+%.txt");
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
        assertThat(bytes("config.json")).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\": 1}");
        JsonNode source = JsonFiles.read(folder.resolve(FetchRecord.NAME)).at("/sources/0");
        assertThat(source.get("repo").textValue()).isEqualTo(FakeHub.REPO);
        assertThat(source.get("commit").textValue()).isEqualTo(FakeHub.COMMIT);
        assertThat(source.at("/files/2/path").textValue()).isEqualTo(FILE);
        assertThat(source.at("/files/2/size").intValue()).isEqualTo(WEIGHTS.length);
        assertThat(source.at("/files/2/sha256").textValue()).isEqualTo(hub.entries.get(FILE).at("/lfs/oid").textValue());
        // sha256sum of {"a": 1}
        assertThat(source.at("/files/0/sha256").textValue()).isEqualTo("f9d86028c6e0d64e225186f96acb69338b2c59764df79162107f5c4bb34d1310");
        assertThat(pauses).isEmpty();
    }

    @Test
    void theTokenStaysWithTheHub() {
        hub.small("config.json", "{}").large(FILE, WEIGHTS);
        fetch();
        assertThat(hub.paths(true)).containsExactly("/cdn/" + FILE);
        assertThat(hub.seen).allSatisfy(request -> {
            List<String> sent = request.headers().get("Authorization");
            assertThat(sent).isEqualTo(request.toCdn() ? null : List.of("Bearer " + FakeHub.TOKEN));
        });
        // Also on the way back from a redirect that stays at the hub.
        assertThat(hub.paths(false)).anyMatch(path -> path.startsWith("/api/resolve-cache/"));
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws IOException {
        hub.small("config.json", "{}").large(FILE, WEIGHTS);
        Files.write(folder.resolve(FILE), WEIGHTS);
        assertThat(fetch()).extracting(Fetch.Fetched::isNew).containsExactly(true, false);
        hub.seen.clear();
        assertThat(fetch()).noneMatch(Fetch.Fetched::isNew);
        assertThat(hub.paths(false)).hasSize(2).allMatch(path -> path.startsWith("/api/models/"));
        assertThat(hub.paths(true)).isEmpty();
    }

    @Test
    void aDroppedConnectionIsTakenUpWhereItBroke() throws IOException {
        hub.large(FILE, WEIGHTS).cut(FILE, 100_000).cut(FILE, 50_000);
        fetch();
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
        List<String> ranges = ranges();
        assertThat(ranges).hasSize(3).startsWith("null null");
        assertThat(ranges.subList(1, 3)).allMatch(range -> range.matches("bytes=[1-9]\\d*- \"cdn-1\""));
        assertThat(there()).containsExactly(FILE);
    }

    private List<String> ranges() {
        return hub.seen.stream().filter(FakeHub.Seen::toCdn).map(request -> request.headers().getFirst("Range") + " "
                + request.headers().getFirst("If-Range")).toList();
    }


    @Test
    void aKilledDownloadGoesOnWithTheSameCommand() throws IOException {
        hub.large(FILE, WEIGHTS).cut(FILE, 100_000);
        cutOff();
        assertThat(there()).hasSize(2).allMatch(name -> name.matches("\\.model\\.safetensors\\.[0-9a-f]{12}\\.(part|etag)"));
        hub.seen.clear();
        fetch();
        assertThat(ranges()).hasSize(1).allMatch(range -> range.matches("bytes=[1-9]\\d*- \"cdn-1\""));
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
        assertThat(there()).containsExactly(FILE);
    }

    /** The first transfer is cut as planned, and then the hub is down. */
    private void cutOff() {
        hub.fault("/resolve/", exchange -> false);
        for (int i = 0; i < 6; i++) {
            hub.status("/resolve/", 503);
        }
        refused(FILE, "answers 503, 6 times in a row", "the same command goes on");
        assertThat(folder.resolve(FILE)).doesNotExist();
    }

    @Test
    void anotherETagBeginsAnew() throws IOException {
        hub.large(FILE, WEIGHTS).cut(FILE, 100_000);
        cutOff();
        hub.cdnTag = "\"cdn-2\"";
        hub.seen.clear();
        fetch();
        assertThat(ranges()).hasSize(1);
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
    }

    @Test
    void aServerThatOverlooksTheETagIsNotBelieved() throws IOException {
        hub.large(FILE, WEIGHTS).cut(FILE, 100_000);
        cutOff();
        hub.cdnTag = "\"cdn-2\"";
        hub.fault("/cdn/", exchange -> {
            hub.send(exchange, FILE, hub.cdnTag, exchange.getRequestHeaders().getFirst("Range"), null, WEIGHTS.length);
            return true;
        });
        hub.seen.clear();
        fetch();
        assertThat(ranges()).hasSize(2).endsWith("null null");
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
    }

    @Test
    void aPartOfAnotherVersionIsDeleted() throws IOException {
        hub.large(FILE, random(300_000, 2)).cut(FILE, 100_000);
        cutOff();
        hub.large(FILE, WEIGHTS);
        hub.commit = "a".repeat(40);
        hub.seen.clear();
        fetch();
        assertThat(ranges()).containsExactly("null null");
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
        assertThat(there()).containsExactly(FILE);
    }

    @Test
    void aPartOfTheWrongLengthBeginsAnew() throws IOException {
        hub.large(FILE, WEIGHTS);
        String hash = hub.entries.get(FILE).at("/lfs/oid").textValue().substring(0, 12);
        Files.write(folder.resolve("." + FILE + "." + hash + ".part"), new byte[WEIGHTS.length + 1]);
        fetch();
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
    }

    @Test
    void wrongContentNeverGetsTheName() throws IOException {
        hub.large(FILE, WEIGHTS).small("config.json", "{}");
        hub.replace(FILE, random(WEIGHTS.length, 3));
        refused(FakeHub.REPO, FILE, "another SHA-256", "is deleted");
        assertThat(there()).containsExactly("config.json");
        hub.replace(FILE, WEIGHTS);
        hub.small("b.json", "{\"x\": 2}");
        hub.replace("b.json", "{\"x\": 3}".getBytes(StandardCharsets.UTF_8));
        refused("b.json", "another git hash");
        assertThat(there()).containsExactly("config.json");
        // A part that was damaged on the disk.
        String hash = hub.entries.get(FILE).at("/lfs/oid").textValue().substring(0, 12);
        hub.replace("b.json", "{\"x\": 2}".getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve("." + FILE + "." + hash + ".part"), new byte[1000]);
        refused(FILE, "another SHA-256");
        fetch();
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
    }

    @Test
    void anotherSizeThanListedIsRefused() {
        hub.large(FILE, WEIGHTS);
        hub.replace(FILE, random(10, 1));
        refused(FILE, "10 bytes are sent, 300000 were expected");
        hub.replace(FILE, random(WEIGHTS.length + 10, 1));
        refused(FILE, "300010 bytes are sent");
        hub.replace(FILE, WEIGHTS);
        hub.fault("/cdn/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(new byte[10_000]);
            }
            return true;
        });
        refused(FILE, "more than the 300000 bytes");
        assertThat(there()).isEmpty();
    }

    @Test
    void aHashThatChangedAfterTheListingIsFoundBeforeTheDownload() {
        hub.large(FILE, WEIGHTS);
        hub.status("/resolve/", 302, "X-Linked-ETag", "\"" + "b".repeat(64) + "\"", "Location", hub.cdnAddress() + "/cdn/" + FILE);
        refused(FILE, "now sends " + "b".repeat(64));
        hub.status("/resolve/", 302, "X-Repo-Commit", "c".repeat(40), "Location", hub.cdnAddress() + "/cdn/" + FILE);
        refused(FILE, "another commit");
    }

    @Test
    void passingFaultsAreWaitedFor() throws IOException {
        hub.large(FILE, WEIGHTS);
        hub.status("/revision/", 500).status("/tree/", 502).status("/resolve/", 429, "Retry-After", "7").status("/resolve/", 429,
                "RateLimit", "\"resolvers\";r=0;t=55", "Retry-After", "1").status("/resolve/", 503).status("/cdn/", 403).status("/cdn/", 500);
        fetch();
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 1L, 7L, 55L, 4L, 8L, 8L);
        assertThat(waits).hasSize(5).contains(FILE + ": waiting 55 s, 127.0.0.1 answers 429, too many requests");
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
    }

    @Test
    void notForEver() {
        hub.large(FILE, WEIGHTS);
        hub.status("/resolve/", 429, "Retry-After", "4000");
        refused(FILE, "too many requests", "try again in 4000 s");
        assertThat(pauses).isEmpty();
        for (int i = 0; i < 6; i++) {
            hub.status("/revision/", 500);
        }
        refused(FakeHub.REPO, "answers 500, 6 times in a row");
        assertThat(pauses).hasSize(5);
        // A server that always begins anew and breaks off at the same place.
        for (int i = 0; i < 20; i++) {
            hub.fault("/cdn/", exchange -> {
                hub.send(exchange, FILE, hub.cdnTag, null, null, 100_000);
                return true;
            });
        }
        refused(FILE, "broke off", "times in a row");
    }

    @Test
    void aSilentServerIsGivenUp() throws IOException {
        hub.large(FILE, WEIGHTS);
        hub.fault("/cdn/", exchange -> {
            exchange.sendResponseHeaders(200, WEIGHTS.length);
            exchange.getResponseBody().write(WEIGHTS, 0, 1000);
            exchange.getResponseBody().flush();
            return sleep();
        });
        hub.fault("/tree/", exchange -> sleep());
        fetch(false, Duration.ofMillis(500));
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
        assertThat(pauses).hasSize(2);
    }

    private static boolean sleep() {
        try {
            Thread.sleep(10_000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @Test
    void severalAtATime() throws Exception {
        parallel = 4;
        CountDownLatch allFour = new CountDownLatch(4);
        for (int i = 0; i < 6; i++) {
            hub.large("file" + i + ".pt", random(100_000 + i, i));
        }
        for (int i = 0; i < 4; i++) {
            hub.fault("/cdn/", exchange -> {
                allFour.countDown();
                return !await(allFour);
            });
        }
        assertThat(fetch()).hasSize(6);
        for (int i = 0; i < 6; i++) {
            assertThat(bytes("file" + i + ".pt")).isEqualTo(random(100_000 + i, i));
        }
        assertThat(JsonFiles.read(folder.resolve(FetchRecord.NAME)).at("/sources/0/files")).hasSize(6);
    }

    @Test
    void theFirstFailureEndsTheOthersWhosePartsStay() throws Exception {
        parallel = 2;
        hub.large("a.pt", WEIGHTS).large("b.pt", random(1000, 1)).large("c.pt", random(1000, 2));
        hub.replace("b.pt", random(1000, 3));
        CountDownLatch begun = new CountDownLatch(1);
        hub.fault("/cdn/a.pt", exchange -> {
            exchange.sendResponseHeaders(200, WEIGHTS.length);
            exchange.getResponseBody().write(WEIGHTS, 0, 100_000);
            exchange.getResponseBody().flush();
            begun.countDown();
            return sleep();
        });
        hub.fault("/cdn/b.pt", exchange -> !await(begun));
        long start = System.nanoTime();
        refused("b.pt", "another SHA-256");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(there()).anyMatch(name -> name.matches("\\.a\\.pt\\.[0-9a-f]{12}\\.part")).doesNotContain("a.pt", "b.pt");
        hub.large("b.pt", random(1000, 3));
        assertThat(fetch()).hasSize(3);
        assertThat(bytes("a.pt")).isEqualTo(WEIGHTS);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void redirectsAreFollowedOnlyToTheWeb() {
        hub.large(FILE, WEIGHTS);
        hub.status("/resolve/", 302, "Location", "file:///etc/passwd");
        refused(FILE, "redirects to an address that is not followed");
        hub.status("/resolve/", 302);
        refused(FILE, "redirects");
        for (int i = 0; i < 12; i++) {
            hub.status("/resolve/", 302, "Location", hub.address() + "/" + FakeHub.REPO + "/resolve/" + FakeHub.COMMIT + "/" + FILE);
        }
        refused(FILE, "redirected more than 10 times");
    }

    @Test
    void filesOfTheUserAreNotReplaced() throws IOException {
        hub.large(FILE, WEIGHTS).small("config.json", "{}");
        Files.writeString(folder.resolve("config.json"), "{\"mine\": 1}");
        Files.writeString(folder.resolve(FILE), "mine");
        refused("config.json", "is there already", "and 1 more", "--overwrite");
        assertThat(folder.resolve("config.json")).hasContent("{\"mine\": 1}");
        assertThat(fetch(true, Duration.ofSeconds(20))).hasSize(2);
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
        // Another version of what was fetched is no loss, a change of it would be.
        hub.small("config.json", "{\"v\": 2}");
        hub.commit = "a".repeat(40);
        assertThat(fetch()).extracting(Fetch.Fetched::isNew).containsExactly(true, false);
        JsonNode sources = JsonFiles.read(folder.resolve(FetchRecord.NAME)).get("sources");
        assertThat(sources).hasSize(1);
        assertThat(sources.at("/0/commit").textValue()).isEqualTo("a".repeat(40));
        Files.writeString(folder.resolve("config.json"), "{\"mine\": 2}");
        hub.small("config.json", "{\"v\": 3}");
        refused("config.json", "is there already");
    }

    @Test
    void linksAreNotFollowedOutOfTheFolder() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("sub"), outside);
        hub.small("sub/x.json", "{}");
        assertThatThrownBy(() -> fetchInto(inside)).isInstanceOf(InputException.class).hasMessageContaining("is a link");
        assertThat(outside).isEmptyDirectory();
        hub.entries.clear();
        // A link at the place of a file gives way to the file.
        Path other = Files.writeString(outside.resolve("other.json"), "{\"other\": 1}");
        Files.createSymbolicLink(inside.resolve("x.json"), other);
        hub.small("x.json", "{}");
        assertThatThrownBy(() -> fetchInto(inside)).hasMessageContaining("is there already");
        Files.delete(other);
        fetchInto(inside);
        assertThat(inside.resolve("x.json")).hasContent("{}").matches(file -> !Files.isSymbolicLink(file));
        assertThat(outside).isEmptyDirectory();
    }

    private void fetchInto(Path target) {
        Path before = folder;
        folder = target;
        try {
            fetch();
        } finally {
            folder = before;
        }
    }

    @Test
    void aFullDiskIsFoundOutBefore() {
        hub.small("config.json", "{}");
        hub.entries.put("big.pt", hub.entries.get("config.json").deepCopy().put("path", "big.pt").put("size", Long.MAX_VALUE / 4));
        refused("GB are needed", "GB are free", "nothing is fetched");
        assertThat(there()).isEmpty();
    }

    @Test
    void placesThatCannotBe() throws IOException {
        hub.small("a", "x").small("a/b.json", "{}");
        refused("a/b.json", "as if it were a folder");
        hub.entries.remove("a");
        Files.writeString(folder.resolve("a"), "x");
        refused("is a link or a file");
        Files.delete(folder.resolve("a"));
        Files.createDirectories(folder.resolve("a/b.json"));
        refused("is a directory");
    }
}
