package org.writesae.experiment.residual;

import java.util.stream.IntStream;

import org.writesae.experiment.FiniteStates;
import org.writesae.experiment.InParallel;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;

/** States of a model behind the last token of each text. */
public final class FinalStates implements HeadStates {
    private final float[][] states;
    private final int size;

    /**
     * @param layer   a layer with a state
     * @param workers texts at a time
     */
    public FinalStates(HostModel model, int layer, int[][] texts, int workers) {
        ModelConfig config = model.config();
        this.size = config.dk() * config.dv();
        this.states = new float[texts.length][];
        InParallel.run(workers, IntStream.range(0, texts.length).boxed().toList(), s -> {
            ModelState state = model.begin(texts[s].length);
            Pass pass = model.pass(state, texts[s].length);
            pass.embed(texts[s]);
            pass.layers(0, layer + 1);
            states[s] = state.recurrent(layer);
            FiniteStates.require(model, states[s], n -> "a state of layer " + layer + " behind text " + s);
        });
    }

    @Override
    public int count() {
        return states.length;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public float[] of(int head, int first, int some) {
        float[] found = new float[Math.multiplyExact(some, size)];
        for (int s = 0; s < some; s++) {
            System.arraycopy(states[first + s], head * size, found, s * size, size);
        }
        return found;
    }
}
