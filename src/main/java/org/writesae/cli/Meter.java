package org.writesae.cli;

import java.time.temporal.ChronoUnit;
import java.util.Locale;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error; nothing at all where that is not a terminal. */
final class Meter implements AutoCloseable {
    private static final int WIDTH = 100;

    private final ProgressBar bar;
    private final long start = System.nanoTime();

    private Meter(ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * @param task what is being done, in a word or two
     * @param most steps until it is done
     */
    static Meter of(String task, long most) {
        if (!Terminal.onStandardError()) {
            return new Meter(null);
        }
        // The width is fixed: finding out the terminal's takes longer than many a run.
        return new Meter(new ProgressBarBuilder().setTaskName(task).setInitialMax(most).setUpdateIntervalMillis(200)
                .setStyle(ProgressBarStyle.ASCII).setSpeedUnit(ChronoUnit.SECONDS).clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH)).build());
    }

    void at(long steps) {
        if (bar != null) {
            bar.stepTo(steps);
        }
    }

    /** Shows how many of something there are so far, and how many a second. */
    void count(long found, String plural) {
        if (bar != null) {
            double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
            bar.setExtraMessage(String.format(Locale.ROOT, "%d %s, %.1f/s", found, plural, found / seconds));
        }
    }

    /** Shows a few words beside the bar. */
    void note(String words) {
        if (bar != null) {
            bar.setExtraMessage(words);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
