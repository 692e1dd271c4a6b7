package org.writesae.experiment.clamp;

import java.util.Arrays;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.FiniteStates;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.ModelState;
import org.writesae.sae.WriteSae;

/**
 * The head whose state is changed.
 *
 * @param sae   its dictionary, key factors first
 * @param layer a layer with a state
 * @param head  one of its heads
 */
public record ClampCell(HostModel model, WriteSae sae, int layer, int head) {

    /**
     * Puts the reconstruction in the place of the state, with some coefficients raised: S ← decode(max(a, floor)), upstream's
     * {@code reconstruct_with_feature_updates}. What the dictionary does not reconstruct is lost, whatever is raised.
     *
     * @param state  between two tokens. Modified.
     * @param floors by feature; none for the reconstruction alone
     */
    void put(ModelState state, Map<Integer, Double> floors) {
        ModelConfig c = model.config();
        float[] states = state.recurrent(layer);
        int size = c.dk() * c.dv();
        float[] a = sae.encode(Arrays.copyOfRange(states, head * size, (head + 1) * size), 1);
        floors.forEach((feature, floor) -> a[feature] = Math.max(a[feature], floor.floatValue()));
        float[] made = sae.decode(a, 1);
        FiniteStates.require(model, made, n -> "the reconstructed state of layer " + layer + " head " + head);
        System.arraycopy(made, 0, states, head * size, size);
    }

    /** What upstream's results begin with. */
    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("layer", layer).put("head", head)
                .put("sae_type", sae.config().type().label());
    }
}
