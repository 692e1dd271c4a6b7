package org.writesae.io.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is sent counts only if it is what the listing promised, from where it may come. */
class FetchMistrustTest extends FetchFixture {
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
}
