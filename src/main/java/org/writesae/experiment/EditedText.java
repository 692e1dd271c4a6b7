package org.writesae.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;

import org.writesae.model.HostModel;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;

/**
 * One run of a text in which the states of a layer are changed after several of its tokens, each change seen by all
 * that follows. The layers before and after run once over the whole text; only the changed layer runs in stretches.
 */
public final class EditedText {

    /** Changes the states of the layer after a token. */
    @FunctionalInterface
    public interface Edit {
        /**
         * @param position the token
         * @param states   [H, d_k, d_v], S after its write. Modified.
         */
        void apply(int position, float[] states);
    }

    private EditedText() {
    }

    /**
     * Runs the text from a layer on.
     *
     * @param before    a pass over the whole text from its first token, in front of the layer, as a {@link CellTrace}
     *                  holds it; not modified
     * @param layer     the layer whose states are changed
     * @param positions the tokens after which they are
     * @return the pass behind its last layer; its rows are the tokens
     */
    public static Pass run(HostModel model, Pass before, int layer, SortedSet<Integer> positions, Edit edit) {
        int length = before.rows();
        Pass pass = model.pass(length, List.of());
        double[][] carried = before.saved();
        ModelState state = model.begin(length);
        int from = 0;
        for (int position : positions) {
            stretch(model, state, carried, layer, from, position + 1, length);
            edit.apply(position, state.recurrent(layer));
            from = position + 1;
        }
        if (from < length) {
            stretch(model, state, carried, layer, from, length, length);
        }
        pass.restore(carried);
        pass.layers(layer + 1, model.config().layers());
        return pass;
    }

    /** Runs the layer over tokens [from, to) of what the rows carry. */
    private static void stretch(HostModel model, ModelState state, double[][] carried, int layer, int from, int to, int length) {
        Pass part = model.pass(state, to - from);
        double[][] some = new double[carried.length][];
        for (int n = 0; n < some.length; n++) {
            int width = carried[n].length / length;
            some[n] = Arrays.copyOfRange(carried[n], from * width, to * width);
        }
        part.restore(some);
        part.layer(layer, new int[0]);
        part.finish();
        double[][] after = part.saved();
        for (int n = 0; n < after.length; n++) {
            System.arraycopy(after[n], 0, carried[n], from * (carried[n].length / length), after[n].length);
        }
    }
}
