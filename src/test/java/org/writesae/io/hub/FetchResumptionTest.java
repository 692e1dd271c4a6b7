package org.writesae.io.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Downloads that were cut go on where they broke off, if what follows is of the same file. */
class FetchResumptionTest extends FetchFixture {
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

    /** The first transfer is cut as planned, and then the hub is down. */
    private void cutOff() {
        hub.fault("/resolve/", exchange -> false);
        for (int i = 0; i < 6; i++) {
            hub.status("/resolve/", 503);
        }
        refused(FILE, "answers 503, 6 times in a row", "the same command goes on");
        assertThat(folder.resolve(FILE)).doesNotExist();
    }
}
