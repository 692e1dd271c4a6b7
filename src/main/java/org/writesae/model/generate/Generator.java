package org.writesae.model.generate;

import java.util.Arrays;
import java.util.Set;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;

/**
 * Continues a text: one pass over the prompt, then one token at a time with the carried state. The logits are those
 * of one pass over the whole text, to the bit. What the model remembers can be changed between two tokens.
 */
public final class Generator {

    /** Takes each token as it is chosen. */
    @FunctionalInterface
    public interface Listener {

        /**
         * @param id     token, also where it ends the text
         * @param logits [vocabulary], what it was chosen from; used again for the next token
         */
        void chosen(int id, double[] logits);
    }

    /** Changes what the model remembers after some of its tokens. */
    public interface Edits {
        /** No changes. */
        Edits NONE = new Edits() {
            @Override
            public boolean after(int position) {
                return false;
            }

            @Override
            public void apply(int position, ModelState state) {
                throw new IllegalStateException("no change after token " + position);
            }
        };

        /** Whether there is a change after the token at {@code position} of the text. */
        boolean after(int position);

        /** Makes it. The next token is the first to see it. */
        void apply(int position, ModelState state);
    }

    private final HostModel model;
    private final Sampler sampler;
    private final Edits edits;

    public Generator(HostModel model, Sampler sampler) {
        this(model, sampler, Edits.NONE);
    }

    /** @param edits changes of the state on the way, in the prompt and behind it */
    public Generator(HostModel model, Sampler sampler, Edits edits) {
        this.model = model;
        this.sampler = sampler;
        this.edits = edits;
    }

    /**
     * Generates tokens until one ends the text or there are enough.
     *
     * @param prompt at least one token, each within the vocabulary
     * @param most   tokens to generate at most
     * @param ends   tokens that end the text
     * @return the tokens, with the one that ended the text if one did
     */
    public int[] run(int[] prompt, int most, Set<Integer> ends, Listener listener) {
        double[] logits = new double[model.config().vocabulary()];
        ModelState state = model.begin(Math.addExact(prompt.length, most));
        readPrompt(state, prompt, logits);
        return goOn(state, logits, most, ends, listener);
    }

    /**
     * The same from a text that was read already.
     *
     * @param state  behind the text, with room for {@code most} tokens. Modified.
     * @param logits [vocabulary], what the first token is chosen from. Modified.
     */
    public int[] goOn(ModelState state, double[] logits, int most, Set<Integer> ends, Listener listener) {
        int[] ids = new int[most];
        int read = state.position();
        Pass step = model.pass(state, 1);
        for (int t = 0; t < most; t++) {
            requireNumbers(logits, read + t);
            ids[t] = sampler.choose(logits);
            listener.chosen(ids[t], logits);
            if (ends.contains(ids[t])) {
                return Arrays.copyOf(ids, t + 1);
            }
            if (t + 1 < most) {
                step.read(new int[] {ids[t]});
                step.logits(logits, new int[] {0});
                edit(read + t, state);
            }
        }
        return ids;
    }

    /** Reads up to each token after which something changes, and to the end, where it takes the logits. */
    private void readPrompt(ModelState state, int[] prompt, double[] logits) {
        int from = 0;
        for (int t = 0; t < prompt.length; t++) {
            boolean last = t == prompt.length - 1;
            if (!last && !edits.after(t)) {
                continue;
            }
            Pass pass = model.read(state, Arrays.copyOfRange(prompt, from, t + 1));
            if (last) {
                pass.logits(logits, new int[] {t - from});
            }
            edit(t, state);
            from = t + 1;
        }
    }

    /** Finite weights can still overflow; of NaN no token is the likeliest. */
    private void requireNumbers(double[] logits, int read) {
        for (double logit : logits) {
            if (Double.isNaN(logit)) {
                throw new InputException(model.name() + ": a logit after " + read + " tokens is NaN: the weights overflow");
            }
        }
    }

    private void edit(int position, ModelState state) {
        if (edits.after(position)) {
            edits.apply(position, state);
        }
    }
}
