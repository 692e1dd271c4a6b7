package org.writesae.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.clamp.ClampCell;
import org.writesae.experiment.clamp.FeatureClamp;
import org.writesae.experiment.clamp.FeatureLevels;
import org.writesae.experiment.clamp.GroupClamp;
import org.writesae.experiment.clamp.LogitClamp;
import org.writesae.experiment.probing.ProbedFeatures;
import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.model.tokenizer.Tokenizer;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

/** {@code reproduce causal_clamp}: features raised in one state, and what that does to the text or the next token. */
@Command(name = ReproduceCausalClampCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Features raised in one state: does the text follow? Pilots (E36).",
        customSynopsis = {"writesae reproduce causal_clamp --model DIR --sae-checkpoint FILE --tokens TOKENS --data-dir DIR",
            "--out DIR [--part clamp|logit|group] [OPTIONS]"},
        description = {"", "Takes features that follow a property of texts (reproduce probing), and puts decode(max(a, level)) in the place of a head's "
            + "state at one place of a passage, level being the 95th percentile of the feature's coefficients above 0. As upstream's "
            + "causal_clamp.py, part by part; each is a run of its own, with part_X.json as its result, and summary.json holds those of "
            + "all parts that are there.",
            "  clamp: behind a prompt, one feature at a time; is its property larger (for rho > 0) in the text",
            "         that is generated, always with the likeliest token? Paired t test, d, and the one-sided",
            "         sign test of how many features go the right way",
            "  logit: in front of one token, one feature at a time, at several splits of a passage; the",
            "         probability of tokens of code or of speech, or the entropy, behind that token",
            "  group: behind a prompt, more and more features of a group; a family of properties, beside random",
            "         groups",
            "", "What is compared with is the unchanged run, as upstream has it, so that a shift holds what the reconstruction alone does; "
            + "that is given beside it (reconstruction_shift, reconstruction). The first token of a text is chosen before the state is "
            + "changed. Features with fewer than 10 coefficients above 0 are raised to the largest; those with none, to the 90th "
            + "percentile of all. The cell is not named; upstream's default is L9 H0, of part group L9 H12, and it takes a rank1 autoencoder "
            + "where it has one; only bilinear ones are published."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceCausalClampCommand implements Callable<Integer> {
    static final String CLAIM = "causal_clamp";
    private static final List<String> PARTS = List.of(CausalClampOptions.CLAMP, CausalClampOptions.LOGIT, CausalClampOptions.GROUP);

    @Spec
    private CommandSpec spec;

    @Option(names = "--part", paramLabel = "X", description = "clamp, logit or group. Default: all, one after the other.")
    private String part;

    @Mixin
    private CellOptions cell;

    @Option(names = "--data-dir", paramLabel = "DIR", required = true,
            description = "Extracted states, layer_N/head_H.npy, as upstream and extract lay them out: levels are taken from them.")
    private Path data;

    @Mixin
    private CausalClampOptions clamp;

    @Mixin
    private TokenizerOption tokenizer;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    /** What was named, read and checked; the weights are not yet loaded. */
    private record Chosen(int layer, int head, SaeCheckpoint stored, SaeCheckpoint canonical, Sequences passages, Path states,
            ProbedFeatures probed, Map<String, List<ProbedFeatures.Target>> targets, Tokenizer tokenizer) {
    }

    @Override
    public Integer call() {
        if (part != null && !PARTS.contains(part)) {
            throw new InputException("--part " + part + ": clamp, logit or group was expected");
        }
        clamp.check();
        List<String> parts = part == null ? PARTS : List.of(part);
        parts.forEach(one -> claim.check(CLAIM, ClaimParts.name(one)));
        Chosen chosen = choose(parts);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            ClampCell changed = new ClampCell(model, new WriteSae(chosen.canonical(), shared.backend()), chosen.layer(), chosen.head());
            FeatureLevels levels = new FeatureLevels(Npy.open(chosen.states()), clamp.maxStates(), chosen.stored(), clamp.percentile(),
                    shared.backend());
            for (String one : parts) {
                ObjectNode config = config(one, chosen);
                claim.publish(CLAIM, ClaimParts.name(one), spec, config, shared.workers(),
                        units -> run(one, changed, levels, chosen, config, units),
                        CausalClampTable::print);
            }
        }
        return 0;
    }

    private Chosen choose(List<String> parts) {
        ModelConfig config = Families.config(cell.model());
        Sequences passages = cell.sequences().withoutEmpty();
        passages.requireTokens(config);
        if (passages.ids().length < 2) {
            throw new InputException(passages.name() + ": " + passages.ids().length + " passages; paired tests need at least 2");
        }
        Notes notes = new Notes(spec.commandLine().getErr());
        SaeCheckpoint stored = SaeCheckpoint.load(cell.sae());
        SaeCheckpoint canonical = cell.turned(stored, config);
        notes.about(stored);
        int layer = cell.layer(stored, notes);
        int head = cell.head(stored, notes);
        config.requireStateLayer(layer, "--layer", cell.model());
        config.requireHead(head, "--head", cell.model());
        Path states = StatesFolder.cell(data, layer, head);
        ProbedFeatures probed = clamp.probe().read(claim.out(), layer, head, stored);
        Map<String, List<ProbedFeatures.Target>> targets = new LinkedHashMap<>();
        parts.forEach(one -> targets.put(one, clamp.targets(one, probed)));
        Tokenizer words = tokenizer.open(cell.model(), "properties of generated text", "");
        notes.print();
        return new Chosen(layer, head, stored, canonical, passages, states, probed, targets, words);
    }

    private ObjectNode config(String part, Chosen chosen) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", CLAIM).put("part", part)
                .put("model", cell.model().toString())
                .put("sae_checkpoint", cell.sae().toString()).put("tokens", chosen.passages().name()).put("layer", chosen.layer())
                .put("head", chosen.head()).put("states", chosen.states().toString());
        clamp.describe(part, config, claim.out(), chosen.targets().get(part));
        return config;
    }

    private ClaimOutput run(String part, ClampCell changed, FeatureLevels levels, Chosen chosen, ObjectNode config, WorkUnits units) {
        int[][] passages = chosen.passages().limited(clamp.passages(part), part.equals(CausalClampOptions.LOGIT) ? null
                : clamp.promptTokens()).ids();
        List<ProbedFeatures.Target> targets = chosen.targets().get(part);
        return switch (part) {
            case CausalClampOptions.CLAMP -> new FeatureClamp(changed, levels, targets, clamp.promptTokens(), passages,
                    clamp.maxTokens(part),
                    chosen.tokenizer()).run(units, config);
            case CausalClampOptions.LOGIT -> new LogitClamp(changed, levels, targets, clamp.splits(), passages,
                    chosen.tokenizer()).run(units, config);
            default -> new GroupClamp(changed, levels, clamp.group(chosen.probed()), clamp.promptTokens(), passages, clamp.maxTokens(part),
                    chosen.tokenizer()).run(units, config);
        };
    }
}
