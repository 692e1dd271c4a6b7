package org.writesae.io.hub;

import java.time.Duration;
import java.util.function.Consumer;

import org.writesae.io.InputException;

/** Waits after each failure in a row, longer each time, and gives up after the fifth. */
final class Retries {
    private static final int MOST = 5;
    /** The hub counts requests over five minutes. */
    private static final Duration LONGEST = Duration.ofSeconds(310);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofSeconds(8);

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        void take(Duration time) throws InterruptedException;
    }

    private final Pause pause;
    private final Consumer<String> told;
    private int failures;

    /** @param told what is waited for, and why */
    Retries(Pause pause, Consumer<String> told) {
        this.pause = pause;
        this.told = told;
    }

    /** Something arrived, so the next failure is the first again. */
    void reset() {
        failures = 0;
    }

    /**
     * Returns when it is time for the next try.
     *
     * @param what was asked for
     * @throws InputException if there is none
     */
    void waitAfter(String what, TemporaryFailure failure) {
        Duration time = failure.pause() != null ? failure.pause() : backoff();
        if (failures == MOST) {
            throw new InputException(what + ": " + failure.getMessage() + ", " + (MOST + 1) + " times in a row; the same command goes on "
                    + "from here", failure);
        }
        if (time.compareTo(LONGEST) > 0) {
            throw new InputException(what + ": " + failure.getMessage() + "; try again in " + time.toSeconds() + " s", failure);
        }
        failures++;
        told.accept("waiting " + time.toSeconds() + " s, " + failure.getMessage());
        try {
            pause.take(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InputException(what + ": interrupted", interrupted);
        }
    }

    private Duration backoff() {
        Duration time = FIRST.multipliedBy(1L << failures);
        return time.compareTo(LAST) > 0 ? LAST : time;
    }
}
