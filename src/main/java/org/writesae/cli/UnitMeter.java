package org.writesae.cli;

import org.writesae.experiment.WorkUnits;

/** A progress bar for each kind of unit of a claim's work, one after the other. */
final class UnitMeter implements WorkUnits.Progress, AutoCloseable {
    private String shown;
    private Meter meter;

    @Override
    public synchronized void at(String name, int done, int all) {
        if (!name.equals(shown)) {
            close();
            shown = name;
            meter = Meter.of(name, all);
        }
        meter.at(done);
    }

    @Override
    public synchronized void close() {
        if (meter != null) {
            meter.close();
            meter = null;
        }
    }
}
