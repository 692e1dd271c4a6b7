package org.writesae.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.model.Writes;

/**
 * What one head of one layer did over a sequence: its states and its native writes. The layers before
 * it have run; the pass stands in front of the layer.
 *
 * @param pass   the pass, in front of the layer
 * @param states [T, d_k, d_v]: S_t after each token
 * @param writes the head's native writes in the reading asked for, [T, terms, d] each
 */
public record CellTrace(Pass pass, float[] states, Writes writes) {

    /**
     * Runs a sequence up to the layer.
     *
     * @param ids   tokens of the sequence
     * @param layer a layer with a state
     * @param head  one of its heads
     * @param write which update counts as the native write
     * @throws InputException if a state is not finite
     */
    public static CellTrace of(HostModel model, int[] ids, int layer, int head, WriteReading write) {
        Pass pass = model.pass(ids.length, List.of());
        pass.embed(ids);
        pass.layers(0, layer);
        return of(pass, model, layer, head, write);
    }

    /** The same, and shows the pass in front of each layer up to the cell's. */
    static CellTrace of(HostModel model, int[] ids, int layer, int head, WriteReading write,
            BiConsumer<Integer, Pass> watch) {
        Pass pass = model.pass(ids.length, List.of());
        pass.embed(ids);
        for (int i = 0; i < layer; i++) {
            watch.accept(i, pass);
            pass.layer(i, new int[0]);
        }
        watch.accept(layer, pass);
        return of(pass, model, layer, head, write);
    }

    private static CellTrace of(Pass pass, HostModel model, int layer, int head, WriteReading write) {
        ModelConfig c = model.config();
        float[] states = new float[Math.multiplyExact(pass.rows(), c.dk() * c.dv())];
        int[] keep = new int[pass.rows() * c.heads()];
        Arrays.fill(keep, -1);
        for (int t = 0; t < pass.rows(); t++) {
            keep[t * c.heads() + head] = t;
        }
        pass.keepStates(states, keep);
        pass.probe(layer);
        FiniteStates.require(model, states, n -> "the state of layer " + layer + " head " + head + " after position "
                + n / (c.dk() * c.dv()) + " of a text of " + pass.rows() + " tokens");
        Writes all = write == WriteReading.RAW ? pass.rawWrites() : pass.deltaWrites();
        return new CellTrace(pass, states, all.ofHead(head, c));
    }
}
