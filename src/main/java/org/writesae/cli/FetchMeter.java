package org.writesae.cli;

import java.util.function.Consumer;

import org.writesae.io.hub.Fetch;

/** Progress of a fetch in megabytes. */
final class FetchMeter implements Fetch.Progress, AutoCloseable {
    private static final long MEGABYTE = 1_000_000;

    private final Consumer<Fetch.Fetched> finished;
    private Meter meter;
    private long shown = -1;

    /** @param finished told each file that is in its place */
    FetchMeter(Consumer<Fetch.Fetched> finished) {
        this.finished = finished;
    }

    @Override
    public void at(String path, long done, long all) {
        if (all != shown) {
            close();
            shown = all;
            meter = Meter.of("MB", Math.max(1, all / MEGABYTE));
        }
        meter.at(done / MEGABYTE);
        meter.note(path);
    }

    @Override
    public void finished(Fetch.Fetched file) {
        finished.accept(file);
    }

    @Override
    public void close() {
        if (meter != null) {
            meter.close();
            meter = null;
            shown = -1;
        }
    }
}
