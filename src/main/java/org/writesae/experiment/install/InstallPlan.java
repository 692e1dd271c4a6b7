package org.writesae.experiment.install;

import java.util.HashSet;
import java.util.List;

import org.writesae.model.ModelConfig;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/**
 * What INSTALL does.
 *
 * @param layer      layer with a state
 * @param head       one of its heads
 * @param back       [cache positions] how many tokens before the end of a prompt the last edited one stands
 * @param edits      consecutive tokens whose states are edited
 * @param magnitudes sizes of the edits, multiples of {@code norm}
 * @param steps      tokens generated, greedily
 * @param norm       what an edit of size 1 is
 */
public record InstallPlan(int layer, int head, List<Integer> back, int edits, List<Double> magnitudes, int steps,
        NormReference norm) {

    /**
     * Checks the plan before anything is loaded.
     *
     * @param prompts tokens of each prompt
     * @param name    of the prompts, for messages
     */
    public void check(ModelConfig config, String model, int[][] prompts, String name) {
        config.requireStateLayer(layer, "--layer", model);
        config.requireHead(head, "--head", model);
        require(!back.isEmpty() && back.stream().allMatch(b -> b >= 0) && distinct(back),
                "--back: different numbers from 0 were expected, found " + back);
        require(!magnitudes.isEmpty() && magnitudes.stream().allMatch(m -> m > 0 && Double.isFinite(m)) && distinct(magnitudes),
                "--magnitudes: different numbers above 0 were expected, found " + magnitudes);
        requireAtLeast(1, "--edits", edits);
        requireAtLeast(1, "--max-tokens", steps);
        require(prompts.length > 0, name + ": no prompts");
        long least = (long) edits + back.stream().mapToInt(b -> b).max().orElse(0);
        for (int p = 0; p < prompts.length; p++) {
            config.requireTokens(prompts[p], name + ": prompt " + p);
            require(prompts[p].length >= least, name + ": prompt " + p + " has " + prompts[p].length + " tokens; " + edits
                    + " edited ones ending " + (least - edits) + " before its last need " + least);
        }
    }

    private static boolean distinct(List<?> values) {
        return new HashSet<>(values).size() == values.size();
    }
}
