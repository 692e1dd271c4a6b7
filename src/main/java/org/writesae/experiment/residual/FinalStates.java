package org.writesae.experiment.residual;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.writesae.experiment.WorkUnits;
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
        WorkUnits.inMemory(workers).run("texts", texts.length, s -> {
            ModelState state = model.begin(texts[s].length);
            Pass pass = model.pass(state, texts[s].length);
            pass.embed(texts[s]);
            pass.layers(0, layer + 1);
            states[s] = state.recurrent(layer);
            return JsonNodeFactory.instance.nullNode();
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
