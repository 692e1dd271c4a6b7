package org.writesae.cli;

import java.util.Locale;

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

    /** The note is printed between two bars. */
    @Override
    public synchronized void fewer(int workers) {
        close();
        shown = null;
        System.err.println(String.format(Locale.ROOT, "note: not enough memory for %d units of work at a time in the %.1f GB that Java may "
                + "use; going on with %d (results are the same; WRITESAE_JAVA_OPTS=-Xmx… gives more)", workers + 1,
                JvmFacts.heapBytes() / 1e9, workers));
    }

    @Override
    public synchronized void close() {
        if (meter != null) {
            meter.close();
            meter = null;
        }
    }
}
