package org.writesae.experiment.perplexity;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.writesae.experiment.LogProbabilities;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.model.StateBookmark;

/**
 * A text read in two parts: the prefix once, then the suffix, again and again from different states of one layer (upstream's
 * {@code evaluate_downstream.py}, E21). Layers in front of the changed one read the suffix once.
 */
public final class SplitText {
    /** Rows of logits held at a time. */
    private static final int ROWS = 16;

    private final HostModel model;
    private final ModelConfig config;
    private final int layer;
    private final Convolution convolution;
    private final KeyCache keys;

    /**
     * @param model used from several threads where {@link #losses} is
     * @param layer a layer with a state
     */
    public SplitText(HostModel model, int layer, Convolution convolution, KeyCache keys) {
        this.model = model;
        this.config = model.config();
        this.layer = layer;
        this.convolution = convolution;
        this.keys = keys;
    }

    KeyCache keys() {
        return keys;
    }

    /**
     * Losses of the suffix from its own states, and from others.
     *
     * @param ids    the text
     * @param split  tokens of the prefix, at least 1; the suffix has at least 2
     * @param count  how many states replace its own
     * @param others from the states of the layer behind the prefix, [H, d_k, d_v], those that replace them, [H, d_k, d_v] each
     * @return [1 + count]: mean −log p of the tokens of the suffix but its first, nats; of the unchanged run first
     */
    public double[] losses(int[] ids, int split, int count, Function<float[], List<float[]>> others) {
        int rest = ids.length - split;
        return run(ids, split, keys == KeyCache.FRESH ? rest : rest * (1 + count), others);
    }

    /** The same from as many states as {@code others} gives, each asked for once and in order; for a fresh cache of keys. */
    public double[] losses(int[] ids, int split, Function<float[], List<float[]>> others) {
        return losses(ids, split, 0, others);
    }

    /** @param room tokens to have room for behind the prefix */
    private double[] run(int[] ids, int split, int room, Function<float[], List<float[]>> others) {
        if (split < 1 || ids.length - split < 2) {
            throw new IllegalArgumentException("a text of " + ids.length + " tokens split at " + split);
        }
        ModelState state = model.begin(split + room);
        model.read(state, Arrays.copyOf(ids, split));
        if (convolution == Convolution.RESET) {
            for (int i = 0; i < config.layers(); i++) {
                state.restartConvolution(i);
            }
        }
        float[] own = state.recurrent(layer).clone();
        List<float[]> replacing = others.apply(own.clone());
        Suffix suffix = new Suffix(state, Arrays.copyOfRange(ids, split, ids.length));
        double[] losses = new double[1 + replacing.size()];
        for (int n = 0; n < losses.length; n++) {
            float[] states = n == 0 ? own : replacing.get(n - 1);
            losses[n] = keys == KeyCache.FRESH ? suffix.fromLayer(states) : suffix.fromStart(states);
        }
        return losses;
    }

    /**
     * Refuses losses that are no numbers.
     *
     * @param s which text they are of, for the message
     */
    public void requireFinite(double[] losses, int s) {
        for (double loss : losses) {
            if (!Double.isFinite(loss)) {
                throw new InputException(model.name() + ": the loss of text " + s + " is " + loss + ": the weights overflow");
            }
        }
    }

    /** The second part of a text, read several times from the same place. */
    private final class Suffix {
        private final ModelState state;
        private final int[] ids;
        private final Pass pass;
        private final StateBookmark mark;
        private double[][] carried;

        Suffix(ModelState state, int[] ids) {
            this.state = state;
            this.ids = ids;
            this.pass = model.pass(state, ids.length);
            this.mark = state.bookmark(keys == KeyCache.FRESH ? layer : 0);
        }

        /** From what the layers before gave the first time. */
        double fromLayer(float[] states) {
            if (carried == null) {
                pass.embed(ids);
                pass.layers(0, layer);
                carried = pass.saved();
            }
            state.returnTo(mark);
            pass.restore(carried);
            put(states);
            pass.layers(layer, config.layers());
            return loss();
        }

        /** All layers, behind the keys of the runs before. */
        double fromStart(float[] states) {
            state.takeStates(mark);
            pass.embed(ids);
            put(states);
            pass.layers(0, config.layers());
            pass.finish();
            return loss();
        }

        private void put(float[] states) {
            System.arraycopy(states, 0, state.recurrent(layer), 0, states.length);
        }

        private double loss() {
            double sum = 0;
            int scored = ids.length - 1;
            for (int from = 0; from < scored; from += ROWS) {
                int[] rows = IntStream.range(from, Math.min(from + ROWS, scored)).toArray();
                LogProbabilities p = LogProbabilities.of(pass, rows, config.vocabulary(), model.backend());
                for (int r = 0; r < rows.length; r++) {
                    sum -= p.at(r, ids[from + r + 1]);
                }
            }
            return sum / scored;
        }
    }
}
