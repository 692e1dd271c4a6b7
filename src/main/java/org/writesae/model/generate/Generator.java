package org.writesae.model.generate;

import java.util.Arrays;
import java.util.Set;

import org.writesae.model.HostModel;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;

/**
 * Continues a text: one pass over the prompt, then one token at a time with the carried state. The logits are those
 * of one pass over the whole text, to the bit.
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

    private final HostModel model;
    private final Sampler sampler;

    public Generator(HostModel model, Sampler sampler) {
        this.model = model;
        this.sampler = sampler;
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
        int[] ids = new int[most];
        double[] logits = new double[model.config().vocabulary()];
        ModelState state = model.begin(Math.addExact(prompt.length, most));
        read(model.pass(state, prompt.length), prompt, logits);
        Pass step = model.pass(state, 1);
        for (int t = 0; t < most; t++) {
            ids[t] = sampler.choose(logits);
            listener.chosen(ids[t], logits);
            if (ends.contains(ids[t])) {
                return Arrays.copyOf(ids, t + 1);
            }
            if (t + 1 < most) {
                read(step, new int[] {ids[t]}, logits);
            }
        }
        return ids;
    }

    /** Moves the state past tokens and takes the logits after the last. */
    private void read(Pass pass, int[] ids, double[] logits) {
        pass.embed(ids);
        for (int i = 0; i < model.config().layers(); i++) {
            pass.layer(i, new int[0]);
        }
        pass.finish();
        pass.logits(logits, new int[] {ids.length - 1});
    }
}
