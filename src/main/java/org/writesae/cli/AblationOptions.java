package org.writesae.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

import org.writesae.experiment.ablation.AblationPart;
import org.writesae.experiment.ablation.GroupAblation;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/** The constants of the ablations of features, upstream's unless they are given. */
final class AblationOptions {
    private static final double SINGLE_RHO = 0.15;
    private static final double GROUP_RHO = 0.10;
    /** A test needs a spread. */
    private static final int FEWEST = 2;

    @Option(names = "--n-sequences", paramLabel = "N", defaultValue = "200",
            description = "single, group: most texts to take, the first. Default: ${DEFAULT-VALUE}.")
    private int texts;

    @Option(names = "--quartile", paramLabel = "X", defaultValue = "0.25",
            description = "single, group: share of the texts in the group with most of a property, and in that with least. Default: ${DEFAULT-VALUE}.")
    private double quartile;

    @Option(names = "--min-rho", paramLabel = "X", description = "single, group: least |ρ| of a feature. Default: 0.15 in single, 0.1 in group.")
    private Double rho;

    @Option(names = "--per-property", paramLabel = "N", defaultValue = "3",
            description = "single: most features that follow the same property best; 2 in upstream's run_modal.py. Default: ${DEFAULT-VALUE}.")
    private int perProperty;

    @Option(names = "--doses", paramLabel = "N,...", hideParamSyntax = true, split = ",",
            description = "group: numbers of features to leave out, before all of them. Default: 1,2,4,8,16.")
    private List<Integer> doses = GroupAblation.DOSES;

    @Option(names = "--min-features", paramLabel = "N", defaultValue = "4",
            description = "group: least features of a property. Default: ${DEFAULT-VALUE}.")
    private int fewest;

    @Option(names = "--properties", paramLabel = "N", defaultValue = "8",
            description = "group: most properties, those with most features. Default: ${DEFAULT-VALUE}.")
    private int properties;

    @Option(names = "--random-sequences", paramLabel = "N", defaultValue = "50",
            description = "random: most texts to take. Default: ${DEFAULT-VALUE}.")
    private int randomTexts;

    @Option(names = "--directions", paramLabel = "N", defaultValue = "100",
            description = "random: directions; 50 in upstream's run_modal.py. Default: ${DEFAULT-VALUE}.")
    private int directions;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "random: of the directions, which NumPy's RandomState draws. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Option(names = "--alive-features", paramLabel = "N", description = "random: most features, the first that fire. Default: all that fire.")
    private Integer alive;

    void check() {
        requireAtLeast(1, "--n-sequences", texts);
        requireAtLeast(1, "--per-property", perProperty);
        requireAtLeast(1, "--min-features", fewest);
        requireAtLeast(1, "--properties", properties);
        requireAtLeast(1, "--random-sequences", randomTexts);
        requireAtLeast(FEWEST, "--directions", directions);
        requireAtLeast(0, "--seed", seed);
        requireAtLeast(FEWEST, "--alive-features", alive);
        require(quartile > 0 && quartile <= 0.5, "--quartile " + quartile + ": above 0 and at most 0.5 was expected");
        require(rho == null || rho >= 0 && rho <= 1, "--min-rho " + rho + ": 0 to 1 was expected");
        require(doses.stream().allMatch(dose -> dose >= 1) && new HashSet<>(doses).size() == doses.size(),
                "--doses " + doses + ": different numbers of at least 1 were expected");
    }

    int texts(AblationPart part) {
        return part == AblationPart.RANDOM ? randomTexts : texts;
    }

    double quartile() {
        return quartile;
    }

    double rho(AblationPart part) {
        return rho != null ? rho : part == AblationPart.SINGLE ? SINGLE_RHO : GROUP_RHO;
    }

    int perProperty() {
        return perProperty;
    }

    List<Integer> doses() {
        return doses;
    }

    int fewest() {
        return fewest;
    }

    int properties() {
        return properties;
    }

    int directions() {
        return directions;
    }

    int seed() {
        return seed;
    }

    /** Of features that fire, those to take. */
    List<Integer> features(List<Integer> firing, Path states) {
        require(firing.size() >= FEWEST, states + ": " + firing.size() + " features fire, a test needs " + FEWEST);
        return alive == null || alive >= firing.size() ? firing : firing.subList(0, alive);
    }

    /** What the result of a part depends on. */
    void describe(AblationPart part, ObjectNode config) {
        if (part == AblationPart.RANDOM) {
            config.put("directions", directions).put("seed", seed);
            if (alive == null) {
                config.put("alive_features", "all");
            } else {
                config.put("alive_features", alive);
            }
            return;
        }
        config.put("quartile", quartile).put("min_rho", rho(part));
        if (part == AblationPart.SINGLE) {
            config.put("per_property", perProperty);
        } else {
            ArrayNode numbers = config.put("min_features", fewest).put("properties", properties).putArray("doses");
            doses.forEach(numbers::add);
        }
    }
}
