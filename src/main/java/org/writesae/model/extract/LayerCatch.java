package org.writesae.model.extract;

import java.util.Arrays;
import java.util.List;

import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.model.Writes;

/**
 * What one sequence leaves at one layer.
 *
 * @param states [kept tokens, heads of the plan, d_k, d_v]
 * @param raw    raw writes of all heads, null if not wanted
 * @param delta  writes with everything added, null if not wanted
 * @param gates  the family's gates, empty if not wanted
 */
record LayerCatch(float[] states, Writes raw, Writes delta, List<double[]> gates) {

    /**
     * Runs a layer and takes what it leaves.
     *
     * @param pass stands in front of the layer
     * @param last whether no later layer is wanted, so that its output is not needed
     */
    static LayerCatch run(Pass pass, int layer, boolean last, ExtractionPlan plan, ModelConfig c) {
        List<Integer> tokens = plan.keptTokens(pass.rows());
        int matrices = Math.multiplyExact(tokens.size(), plan.heads().size());
        float[] pool = new float[Math.multiplyExact(matrices, c.dk() * c.dv())];
        int[] keep = new int[pass.rows() * c.heads()];
        Arrays.fill(keep, -1);
        int matrix = 0;
        for (int token : tokens) {
            for (int head : plan.heads()) {
                keep[token * c.heads() + head] = matrix++;
            }
        }
        pass.keepStates(pool, keep);
        if (last) {
            pass.probe(layer);
        } else {
            pass.layer(layer, new int[0]);
        }
        pass.keepNothing();
        if (!plan.has(ExtractionPlan.Part.WRITES)) {
            return new LayerCatch(pool, null, null, List.of());
        }
        List<double[]> gates = c.gates().stream()
                .map(gate -> Arrays.copyOf(pass.gate(gate.name()), pass.rows() * gate.width())).toList();
        return new LayerCatch(pool, pass.rawWrites(), pass.deltaWrites(), gates);
    }
}
