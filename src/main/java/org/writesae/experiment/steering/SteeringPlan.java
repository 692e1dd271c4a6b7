package org.writesae.experiment.steering;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.writesae.experiment.JsonNumbers;
import org.writesae.model.ModelConfig;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/**
 * What newline steering does.
 *
 * @param layer       layer with a state
 * @param boundaries  tokens that are boundaries
 * @param labels      which states count as in front of one
 * @param features    features to push in each head
 * @param doses       multiples of the pushes
 * @param randomDose  multiple of the pushes of the random control
 * @param steps       tokens to generate
 * @param temperature divisor of the logits; 0 takes the likeliest token
 * @param seed        of the draws of states and tokens and of the bootstrap
 */
public record SteeringPlan(int layer, Set<Integer> boundaries, BoundaryLabels labels, int features, List<Double> doses,
        double randomDose, int steps, double temperature, int seed) {
    static final String BASELINE = "baseline";

    /**
     * Checks the plan before anything is loaded.
     *
     * @param model name of the model, for the messages
     */
    public void check(ModelConfig config, String model) {
        config.requireStateLayer(layer, "--layer", model);
        boundaries.forEach(id -> config.requireTokens(new int[] {id}, "--boundary"));
        require(!boundaries.isEmpty(), "--boundary: token ids were expected");
        requireAtLeast(1, "--features", features);
        require(!doses.isEmpty() && doses.stream().allMatch(dose -> dose > 0 && Double.isFinite(dose))
                && new HashSet<>(doses).size() == doses.size(), "--doses: different numbers above 0 were expected, found " + doses);
        require(randomDose > 0 && Double.isFinite(randomDose), "--random-dose " + randomDose + ": above 0");
        requireAtLeast(1, "--max-tokens", steps);
        require(temperature >= 0 && Double.isFinite(temperature), "--temperature " + temperature + ": at least 0");
        requireAtLeast(0, "--seed", seed);
    }

    /** The name of a dose: {@code boundary_boost_5x}. */
    public static String boost(double dose) {
        return "boundary_boost_" + JsonNumbers.name(dose) + "x";
    }

    /** The name of the random control: {@code random_boost_10x}. */
    public String random() {
        return "random_boost_" + JsonNumbers.name(randomDose) + "x";
    }

    /** The largest dose. */
    public String strongest() {
        return boost(doses.stream().mapToDouble(dose -> dose).max().orElseThrow());
    }

    /** The conditions in order: without pushes, each dose, the random control. */
    public List<String> conditions() {
        List<String> names = new ArrayList<>();
        names.add(BASELINE);
        doses.forEach(dose -> names.add(boost(dose)));
        names.add(random());
        return names;
    }
}
