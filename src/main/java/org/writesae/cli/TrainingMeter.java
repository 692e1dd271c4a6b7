package org.writesae.cli;

import java.io.PrintWriter;
import java.util.Locale;

import org.writesae.sae.training.Evaluation;
import org.writesae.sae.training.Measures;
import org.writesae.sae.training.TrainingListener;

/** Shows how a training goes: a bar while steps are done, a line for each epoch. Only on a terminal. */
final class TrainingMeter implements TrainingListener, AutoCloseable {
    private final PrintWriter err;
    private Meter bar;

    TrainingMeter(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void step(long step, long total, double loss, Measures measures) {
        if (bar == null) {
            bar = Meter.of("steps", total);
        }
        bar.at(step + 1);
        if (measures != null) {
            bar.note(String.format(Locale.ROOT, "loss %.4g, ev %.4f, L0 %.1f, dead %d", measures.losses().total(),
                    measures.explainedVar(), measures.l0(), measures.losses().dead()));
        }
    }

    @Override
    public void resumed(long step, int epoch) {
        err.println("note: goes on at step " + step + ", epoch " + epoch + ", from checkpoint.pt");
        err.flush();
    }

    @Override
    public void evaluated(int epoch, Evaluation evaluation, boolean best) {
        if (Terminal.onStandardError()) {
            err.println(String.format(Locale.ROOT, "epoch %d: validation error %.6g%s, L0 %.1f, %d features dead", epoch,
                    evaluation.mse(), best ? " (best)" : "", evaluation.l0(), evaluation.dead()));
            err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
