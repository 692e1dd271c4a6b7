package org.writesae.cli;

import java.nio.file.Path;
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

import org.writesae.experiment.CellStates;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Reading;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.ablation.AblationCell;
import org.writesae.experiment.ablation.AblationPart;
import org.writesae.experiment.ablation.AblationTexts;
import org.writesae.experiment.ablation.AliveFeatures;
import org.writesae.experiment.ablation.GroupAblation;
import org.writesae.experiment.ablation.RandomAblation;
import org.writesae.experiment.ablation.SingleAblation;
import org.writesae.experiment.perplexity.Convolution;
import org.writesae.experiment.probing.ProbedFeatures;
import org.writesae.experiment.probing.ProbedFeatures.Target;
import org.writesae.experiment.probing.ProbingClaim;
import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.writesae.io.InputException.require;

/** {@code reproduce circuit_ablation}: what leaving features out of a reconstructed state does to the text behind it. */
@Command(name = ReproduceAblationCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Features left out of a reconstructed state: what it does to the text behind it (E37).",
        customSynopsis = "writesae reproduce circuit_ablation --data-dir DIR --model DIR --sae-checkpoint FILE --out DIR [OPTIONS]",
        description = {"", "Read the first half of each text, put the dictionary's reconstruction in the place of one head's state, with the coefficients of "
            + "some features set to zero, read the rest from it, and compare its loss with that from the whole reconstruction. Three "
            + "parts, upstream's circuit_ablation.py, _v2 and _random:", "",
            "  single  features that follow a property of the texts best (reproduce probing), one at a time.",
            "          Selectivity is the change of the loss on the quarter of the texts with most of the",
            "          property, minus that on the quarter with least. For one feature of each of 8",
            "          properties, on the quarters of all properties.",
            "  group   the features that go with a property, more and more of them together.",
            "  random  every feature that fires, beside random directions projected out of the state.",
            "          Upstream subtracts the loss of the reconstruction from both, so that its directions",
            "          hold the error of the reconstruction too; the result also has them against the loss",
            "          of the unchanged state (own_baselines).", "",
            "Each part is DIR/circuit_ablation/part_X.json; summary.json holds those that are there. Equal values of a property are sorted by text, which "
            + "upstream leaves to NumPy and which moves single and group where many texts have the same value. States are float32; upstream "
            + "rounds reconstructions to the model's half precision. A feature that does not fire changes nothing, so that the text is not read again."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceAblationCommand implements Callable<Integer> {
    static final String CLAIM = "circuit_ablation";

    @Spec
    private CommandSpec spec;

    @Option(names = "--part", paramLabel = "WHICH", description = "single, group or random. Default: all three.")
    private String part;

    @Option(names = "--data-dir", paramLabel = "DIR", required = true,
            description = "Extracted states, as extract writes them: corpus.npy, texts.json and, for random, layer_N/head_H.npy.")
    private Path data;

    @Mixin
    private DictionaryCellOptions cell;

    @Option(names = "--tokens", paramLabel = "F.npy", description = "Texts as tokens, [n, L]. Default: corpus.npy in --data-dir.")
    private String tokens;

    @Option(names = "--texts", paramLabel = "FILE", description = "The same as text, a JSON array. Default: texts.json in --data-dir.")
    private Path texts;

    @Mixin
    private ProbeOption probe;

    @Option(names = "--split", paramLabel = "X", defaultValue = "0.5",
            description = "Share of a text that is read before the state is replaced. Default: ${DEFAULT-VALUE}.")
    private double split;

    @Option(names = "--conv", paramLabel = "READING", defaultValue = "reset",
            description = "Convolutions at the first tokens of the rest: reset, zeros in every layer, as in the transformers upstream targets; or carry, the "
                + "tokens before, as in newer ones. GLA and RWKV-7 have none. Default: ${DEFAULT-VALUE}.")
    private String conv;

    @Mixin
    private AblationOptions constants;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    /** What the parts are of, read and checked. */
    private record Inputs(ModelConfig config, SaeCheckpoint stored, SaeCheckpoint checkpoint, int layer, int head, Convolution convolution,
            Sequences sequences) {
    }

    /**
     * What probing found, and the texts.
     *
     * @param best   part single: features with the property they follow best
     * @param groups part group: features of every property
     */
    private record Followed(List<Target> best, Map<String, List<Target>> groups, List<String> texts) {
    }

    @Override
    public Integer call() {
        List<AblationPart> parts = part == null ? List.of(AblationPart.values())
                : List.of(Reading.parse(AblationPart.class, part, "--part"));
        constants.check();
        parts.forEach(one -> claim.check(CLAIM, ClaimParts.name(one.option())));
        Notes notes = new Notes(spec.commandLine().getErr());
        Inputs inputs = inputs(notes);
        Followed followed = parts.equals(List.of(AblationPart.RANDOM)) ? null : followed(parts, inputs);
        if (parts.contains(AblationPart.RANDOM)) {
            Npy.open(states(inputs));
        }
        notes.print();
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            WriteSae sae = new WriteSae(inputs.checkpoint(), shared.backend());
            for (AblationPart one : parts) {
                ObjectNode config = describe(one, inputs);
                Sequences some = inputs.sequences().limited(constants.texts(one), null);
                claim.publish(CLAIM, ClaimParts.name(one.option()), spec, config, shared.workers(),
                        units -> run(one, inputs, some.ids(), followed, model, sae, units, config), AblationTable::print);
            }
        }
        return 0;
    }

    private Inputs inputs(Notes notes) {
        ModelConfig config = Families.config(cell.model());
        SaeCheckpoint stored = SaeCheckpoint.load(cell.sae());
        SaeCheckpoint checkpoint = cell.turned(stored, config);
        notes.about(checkpoint);
        notes.aboutBatches(checkpoint);
        require(checkpoint.hasEncoder(), checkpoint.path() + ": has no encoder, so that nothing can be encoded with it");
        int layer = cell.layer(checkpoint, notes);
        int head = cell.head(checkpoint, notes);
        config.requireStateLayer(layer, "--layer", cell.model());
        config.requireHead(head, "--head", cell.model());
        Sequences sequences = Sequences.read(tokens == null ? data.resolve("corpus.npy").toString() : tokens);
        sequences.requireTokens(config);
        sequences.split(split);
        Convolution convolution = config.hasConvolution() ? Reading.parse(Convolution.class, conv, "--conv") : Convolution.CARRY;
        return new Inputs(config, stored, checkpoint, layer, head, convolution, sequences);
    }

    /** Features by what they follow, for the parts that need it, and the texts. */
    private Followed followed(List<AblationPart> parts, Inputs inputs) {
        ProbedFeatures probed = probe.read(claim.out(), inputs.layer(), inputs.head(), inputs.checkpoint());
        List<Target> best = List.of();
        Map<String, List<Target>> groups = Map.of();
        if (parts.contains(AblationPart.SINGLE)) {
            double least = constants.rho(AblationPart.SINGLE);
            best = probed.ofEachProperty(constants.perProperty(), least);
            require(!best.isEmpty(), probe.file(claim.out()) + ": no feature has a |ρ| of " + least + " or more with a property");
        }
        if (parts.contains(AblationPart.GROUP)) {
            double least = constants.rho(AblationPart.GROUP);
            groups = probed.groups(least, constants.fewest());
            require(!groups.isEmpty(), probe.file(claim.out()) + ": no property has " + constants.fewest()
                    + " features with a |ρ| of " + least
                    + " or more");
        }
        List<String> read = ProbingClaim.texts(texts());
        int count = Math.min(constants.texts(AblationPart.SINGLE), inputs.sequences().ids().length);
        require(read.size() >= count, texts() + ": " + read.size() + " texts for " + count + " sequences of " + inputs.sequences().name());
        return new Followed(best, groups, read);
    }

    private Path texts() {
        return texts == null ? data.resolve("texts.json") : texts;
    }

    private Path states(Inputs inputs) {
        return CellStates.file(data, inputs.layer(), inputs.head());
    }

    private ObjectNode describe(AblationPart one, Inputs inputs) {
        int count = Math.min(constants.texts(one), inputs.sequences().ids().length);
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", CLAIM).put("part", one.option())
                .put("model", cell.model().toString())
                .put("sae_checkpoint", cell.sae().toString()).put("tokens", inputs.sequences().name()).put("n_sequences", count)
                .put("layer", inputs.layer()).put("head", inputs.head()).put("split", inputs.sequences().split(split))
                .put("conv", inputs.config().hasConvolution() ? inputs.convolution().option() : "none");
        if (one == AblationPart.RANDOM) {
            config.put("states", states(inputs).toString());
        } else {
            config.put("texts", texts().toString()).put("probe", probe.file(claim.out()).toString());
        }
        constants.describe(one, config);
        return config;
    }

    private ClaimOutput run(AblationPart one, Inputs inputs, int[][] ids, Followed followed, HostModel model, WriteSae sae, WorkUnits units,
            ObjectNode config) {
        AblationCell at = new AblationCell(inputs.layer(), inputs.head(), inputs.sequences().split(split), inputs.convolution());
        if (one == AblationPart.RANDOM) {
            Path states = states(inputs);
            List<Integer> alive = constants.features(AliveFeatures.of(Npy.open(states), inputs.stored(), model.backend()), states);
            return new RandomAblation(model, sae, at, alive, constants.directions(), constants.seed()).run(units, ids, config);
        }
        AblationTexts of = new AblationTexts(model, sae, at, ids, followed.texts(), constants.quartile());
        return one == AblationPart.SINGLE ? new SingleAblation(of, followed.best()).run(units, config)
                : new GroupAblation(of, followed.groups(), constants.doses(), constants.properties()).run(units, config);
    }
}
