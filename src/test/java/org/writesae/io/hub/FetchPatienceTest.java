package org.writesae.io.hub;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Faults that pass are waited for, others are not. */
class FetchPatienceTest extends FetchFixture {
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
}
