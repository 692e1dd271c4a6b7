package org.writesae.model.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.model.Writes;

/**
 * Runs the sequences of a corpus through a model and writes the states and writes of some of its layers.
 * A batch of sequences goes through one layer before any goes through the next, so that only one layer's
 * weights are needed at a time; between two layers a sequence is no more than its residual stream. Each
 * worker runs one sequence at a time. What is written does not depend on the number of workers or on where
 * an earlier run ended.
 */
public final class StateExtraction {
    private final HostModel model;
    private final int workers;
    private final ExtractionPlan plan;
    private final ExtractionFolder folder;

    /**
     * @param model   the model; with several workers its backend has to be usable from several threads
     * @param workers sequences at a time
     * @param plan    what to extract
     * @param folder  where to
     */
    public StateExtraction(HostModel model, int workers, ExtractionPlan plan, ExtractionFolder folder) {
        this.model = model;
        this.workers = workers;
        this.plan = plan;
        this.folder = folder;
    }

    /** A worker's rows: used for one sequence after the other. */
    private final class Worker {
        private final ModelState state;
        private final Pass pass;

        Worker(int length) {
            state = model.begin(length);
            pass = model.pass(state, length);
        }

        /** Runs layer {@code i}; the sequence goes on from what it carries, or from its tokens. */
        LayerCatch layer(int i, Sequence sequence) {
            if (i == 0) {
                pass.embed(sequence.ids);
            } else {
                pass.restore(sequence.carried);
            }
            boolean last = i == plan.layers().getLast();
            LayerCatch caught = null;
            if (plan.layers().contains(i)) {
                caught = LayerCatch.run(pass, i, last, plan, model.config());
                requireFinite(caught, i, sequence);
            } else {
                pass.layer(i, new int[0]);
            }
            sequence.carried = last ? null : pass.saved();
            state.forget(i);
            return caught;
        }
    }

    /** A sequence on its way through the layers. */
    private static final class Sequence {
        private final int index;
        private final int[] ids;
        private double[][] carried;

        Sequence(int index, int[] ids) {
            this.index = index;
            this.ids = ids;
        }
    }

    /**
     * Extracts what an earlier run has not.
     *
     * @param progress told how many sequences are done
     * @throws InputException if a state is not finite or does not fit the files' type, or a file cannot be written
     */
    public void run(IntConsumer progress) {
        int[][] corpus = folder.corpus();
        BlockingQueue<Worker> free = new LinkedBlockingQueue<>();
        for (int w = 0; w < Math.min(workers, plan.batch()); w++) {
            free.add(new Worker(corpus[0].length));
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(free.size())) {
            int first = folder.samplesWritten();
            progress.accept(first);
            while (first < corpus.length) {
                List<Sequence> batch = new ArrayList<>();
                for (int s = first; s < Math.min(corpus.length, first + plan.batch()); s++) {
                    batch.add(new Sequence(s, corpus[s]));
                }
                through(batch, pool, free);
                first += batch.size();
                folder.advance(first);
                progress.accept(first);
            }
        }
        folder.finish();
    }

    private void through(List<Sequence> batch, ExecutorService pool, BlockingQueue<Worker> free) {
        for (int i = 0; i <= plan.layers().getLast(); i++) {
            int layer = i;
            List<Future<LayerCatch>> running = new ArrayList<>();
            for (Sequence sequence : batch) {
                running.add(pool.submit(() -> {
                    Worker worker = free.take();
                    try {
                        return worker.layer(layer, sequence);
                    } finally {
                        free.add(worker);
                    }
                }));
            }
            List<LayerCatch> caught = running.stream().map(StateExtraction::result).toList();
            if (plan.layers().contains(i)) {
                folder.write(i, batch.getFirst().index, caught);
            }
        }
    }

    private static LayerCatch result(Future<LayerCatch> running) {
        try {
            return running.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Finite weights can still overflow; what did must not reach a data file. */
    private void requireFinite(LayerCatch caught, int layer, Sequence sequence) {
        for (float value : caught.states()) {
            requireFinite(value, "state", layer, sequence);
        }
        for (Writes writes : caught.raw() == null ? List.<Writes>of() : List.of(caught.raw(), caught.delta())) {
            for (double[] factors : List.of(writes.keys(), writes.values())) {
                for (double value : factors) {
                    requireFinite((float) value, "write", layer, sequence);
                }
            }
        }
    }

    private void requireFinite(float value, String what, int layer, Sequence sequence) {
        if (!Float.isFinite(value)) {
            throw new InputException(model.name() + ": a " + what + " of layer " + layer + " in sequence " + sequence.index
                    + " holds " + value + ": the weights overflow");
        }
    }
}
