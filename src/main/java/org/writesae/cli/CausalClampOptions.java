package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.writesae.experiment.clamp.GroupClamp;
import org.writesae.experiment.clamp.LogitClamp;
import org.writesae.experiment.clamp.PropertyFamily;
import org.writesae.experiment.probing.ProbedFeatures;
import org.writesae.experiment.probing.TextProperties;
import org.writesae.io.InputException;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/** The constants of clamped features, and which features. */
final class CausalClampOptions {
    static final String CLAMP = "clamp";
    static final String LOGIT = "logit";
    static final String GROUP = "group";
    private static final int PASSAGES = 50;
    private static final int GROUP_PASSAGES = 24;
    private static final int TOKENS = 256;
    private static final int GROUP_TOKENS = 128;

    @Mixin
    private ProbeOption probe;

    @Option(names = "--max-states", paramLabel = "N", defaultValue = "5000",
            description = "Only the first N states of --data-dir. Default: ${DEFAULT-VALUE}.")
    private int maxStates;

    @Option(names = "--percentile", paramLabel = "X", defaultValue = "95",
            description = "A feature is raised to this percentile of its coefficients above 0. Default: ${DEFAULT-VALUE}.")
    private double percentile;

    @Option(names = "--passages", paramLabel = "N", description = "Only the first N passages. Default: 50, in part group 24.")
    private Integer passages;

    @Option(names = "--prompt-tokens", paramLabel = "N", defaultValue = "512",
            description = "The first N tokens of a passage are the prompt; of part logit, tokens in front of the last split. Default: "
                + "${DEFAULT-VALUE}.")
    private int promptTokens;

    @Option(names = "--max-tokens", paramLabel = "N", description = "Tokens to generate. Default: 256, in part group 128.")
    private Integer maxTokens;

    @Option(names = "--count", paramLabel = "N", defaultValue = "5", description = "Parts clamp and logit: features to raise. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(names = "--properties", paramLabel = "P,...", split = ",", hideParamSyntax = true,
            description = "Part clamp: only features that follow one of these best. Default: any.")
    private List<String> properties = List.of();

    @Option(names = "--splits", paramLabel = "N", defaultValue = "4",
            description = "Part logit: splits of a passage. Default: ${DEFAULT-VALUE}.")
    private int splits;

    @Option(names = "--first-split", paramLabel = "N", defaultValue = "128",
            description = "Part logit: tokens in front of the first split. Default: ${DEFAULT-VALUE}.")
    private int firstSplit;

    @Option(names = "--family", paramLabel = "F", defaultValue = "document_format",
            description = "Part group: document_format, numeric_surface, layout, or properties P,P,... Default: ${DEFAULT-VALUE}.")
    private String family;

    @Option(names = "--group-size", paramLabel = "N", defaultValue = "16",
            description = "Part group: features in the group, those with the largest |rho| with the family. Default: ${DEFAULT-VALUE}.")
    private int groupSize;

    @Option(names = "--min-rho", paramLabel = "X", defaultValue = "0.1",
            description = "Part group: least |rho|. Default: ${DEFAULT-VALUE}.")
    private double leastRho;

    @Option(names = "--doses", paramLabel = "N,...", split = ",", hideParamSyntax = true, defaultValue = "1,2,4,8,16",
            description = "Part group: how many features of the group to raise; the whole group always is. Default: ${DEFAULT-VALUE}.")
    private List<Integer> doses;

    @Option(names = "--random-groups", paramLabel = "N", defaultValue = "4",
            description = "Part group: random groups of the same size. Default: ${DEFAULT-VALUE}.")
    private int randomGroups;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Part group: seed of the random groups. Default: ${DEFAULT-VALUE}.")
    private int seed;

    /** Checks what needs no file. */
    void check() {
        requireAtLeast(1, "--max-states", maxStates);
        require(percentile >= 0 && percentile <= 100, "--percentile " + percentile + ": 0 to 100 was expected");
        requireAtLeast(2, "--passages", passages == null ? PASSAGES : passages);
        requireAtLeast(1, "--prompt-tokens", promptTokens);
        requireAtLeast(1, "--max-tokens", maxTokens == null ? TOKENS : maxTokens);
        requireAtLeast(1, "--count", count);
        requireAtLeast(1, "--splits", splits);
        requireAtLeast(1, "--first-split", firstSplit);
        requireAtLeast(1, "--group-size", groupSize);
        require(leastRho >= 0 && leastRho <= 1, "--min-rho " + leastRho + ": 0 to 1 was expected");
        doses.forEach(dose -> requireAtLeast(1, "--doses", dose));
        requireAtLeast(0, "--random-groups", randomGroups);
        requireAtLeast(0, "--seed", seed);
        properties.forEach(property -> require(TextProperties.NAMES.contains(property), "--properties: \"" + property + "\" is none"));
        family();
    }

    private PropertyFamily family() {
        return PropertyFamily.of("--family", family);
    }

    ProbeOption probe() {
        return probe;
    }

    int maxStates() {
        return maxStates;
    }

    double percentile() {
        return percentile;
    }

    int promptTokens() {
        return promptTokens;
    }

    int passages(String part) {
        return passages != null ? passages : part.equals(GROUP) ? GROUP_PASSAGES : PASSAGES;
    }

    int maxTokens(String part) {
        return maxTokens != null ? maxTokens : part.equals(GROUP) ? GROUP_TOKENS : TOKENS;
    }

    LogitClamp.Splits splits() {
        return new LogitClamp.Splits(firstSplit, promptTokens, splits);
    }

    /** The features that a part raises; the group's first, for a part that has one. */
    List<ProbedFeatures.Target> targets(String part, ProbedFeatures probed) {
        List<ProbedFeatures.Target> targets = switch (part) {
            case CLAMP -> probed.strongest(count, properties);
            case LOGIT -> probed.strongest(count, LogitClamp.properties());
            default -> probed.family(family().properties(), groupSize, leastRho);
        };
        if (targets.isEmpty()) {
            String looked = switch (part) {
                case CLAMP -> properties.isEmpty() ? "any property" : String.join(", ", properties) + " best";
                case LOGIT -> String.join(", ", LogitClamp.properties()) + " best";
                default -> String.join(", ", family().properties()) + " with |rho| " + leastRho;
            };
            throw new InputException("part " + part + ": no feature of the probing result follows " + looked
                    + "; leave the part out with --part");
        }
        return targets;
    }

    GroupClamp.Group group(ProbedFeatures probed) {
        PropertyFamily chosen = family();
        return new GroupClamp.Group(targets(GROUP, probed), chosen, probed.primary(chosen.properties()), doses, randomGroups, seed);
    }

    /** What the result of a part depends on beside the cell. */
    void describe(String part, ObjectNode config, Path out, List<ProbedFeatures.Target> targets) {
        config.put("probe", probe.file(out).toString());
        List<ObjectNode> chosen = new ArrayList<>();
        targets.forEach(target -> chosen.add(target.json()));
        config.putArray("targets").addAll(chosen);
        config.put("max_states", maxStates).put("percentile", percentile).put("passages", passages(part))
                .put("prompt_tokens", promptTokens);
        if (part.equals(LOGIT)) {
            config.put("splits", splits).put("first_split", firstSplit);
            return;
        }
        config.put("max_tokens", maxTokens(part)).put("sampler", "the likeliest token");
        if (part.equals(GROUP)) {
            config.put("family", family).put("min_rho", leastRho).put("random_groups", randomGroups).put("seed", seed);
            doses.forEach(config.withArray("/doses")::add);
        }
    }
}
