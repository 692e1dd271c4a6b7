package org.writesae.io.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Ends a body that stays silent: the time limit of a request is over with the first bytes of its answer. */
final class StallGuard implements AutoCloseable {
    private final Thread watch;
    private volatile long heard;
    private volatile boolean ended;

    StallGuard(InputStream body, Duration silence) {
        watch = Thread.ofVirtual().start(() -> watch(body, silence));
    }

    /** Something came. */
    void heard() {
        heard++;
    }

    /** @throws IOException if the body was ended here; it then looks like one that is complete */
    void requireHeard() throws IOException {
        if (ended) {
            throw new IOException("nothing came for a while");
        }
    }

    private void watch(InputStream body, Duration silence) {
        try {
            long before;
            do {
                before = heard;
                Thread.sleep(silence);
            } while (heard != before);
            ended = true;
            body.close();
        } catch (InterruptedException finished) {
            // No longer needed.
        } catch (IOException closed) {
            // It is closed all the same.
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
