package org.writesae.io.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

/** What a fetch brings, one file at a time or several. */
class FetchTest extends FetchFixture {
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

    @Test
    void noDownloadBeginsAfterAFailure() {
        hub.small("a.json", "{}").large("b.pt", WEIGHTS).large("c.pt", WEIGHTS);
        hub.replace("a.json", "[]".getBytes(StandardCharsets.UTF_8));
        for (int round = 0; round < 20; round++) {
            refused("a.json", "another git hash");
            assertThat(hub.paths(true)).isEmpty();
            assertThat(there()).isEmpty();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
