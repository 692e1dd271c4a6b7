package org.writesae.io.hub;

import java.time.Duration;

/** A request that may go well when it is made again. */
final class TemporaryFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Duration pause;

    /** @param pause that the server asks for, or null */
    TemporaryFailure(String message, Duration pause, Throwable cause) {
        super(message, cause);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }
}
