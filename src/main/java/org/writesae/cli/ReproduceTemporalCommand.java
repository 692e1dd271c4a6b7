package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.Orientation;
import org.writesae.experiment.quality.TemporalClaim;
import org.writesae.experiment.quality.TemporalClass;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

/** {@code reproduce temporal}: how activations run through a text. */
@Command(name = TemporalClaim.ID, mixinStandardHelpOptions = true, sortOptions = false,
        header = "How the activations of features run through a text (E41).",
        customSynopsis = "writesae reproduce temporal --model DIR --sae-checkpoint PATH... --tokens F.npy --out DIR [OPTIONS]",
        description = {"", "Encodes the state of one cell after so many tokens of every passage, averages each feature's activation over the "
            + "passages, and names its course by upstream's rules: persistent, transient_early, late_emerging, monotonic_growth, "
            + "transient, other. Autoencoders of one type are averaged; pct_… is the share of a class in all that fire.",
            "As upstream's analyze_temporal, but for two things: its k-means clusters, which no published number uses, are left out, "
            + "and states are not rounded to float16."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceTemporalCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Mixin
    private CellDictionaryOptions dictionaries;

    @Mixin
    private OrientationOption orientation;

    @Option(names = "--tokens", paramLabel = "F.npy", required = true, description = "Passages, [n, L].")
    private String tokens;

    @Option(names = "--positions", paramLabel = "N,...", hideParamSyntax = true, split = ",", defaultValue = "32,64,128,256,512,768,1024",
            description = "Tokens after which a state is encoded. Default: ${DEFAULT-VALUE}.")
    private List<Integer> positions;

    @Option(names = "--max-sequences", paramLabel = "N", defaultValue = "500",
            description = "Only the first N passages. Default: ${DEFAULT-VALUE}.")
    private int maxSequences;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(TemporalClaim.ID);
        InputException.requireAtLeast(1, "--max-sequences", maxSequences);
        ModelConfig c = Families.config(model);
        Sequences sequences = Sequences.read(tokens).limited(maxSequences, null);
        sequences.requireTokens(c);
        requireLength(sequences);
        Notes notes = new Notes(spec.commandLine().getErr());
        CellDictionaryOptions.Chosen chosen = dictionaries.read(notes);
        c.requireStateLayer(chosen.layer(), "--layer", model);
        c.requireHead(chosen.head(), "--head", model);
        Map<String, SaeCheckpoint> canonical = new LinkedHashMap<>();
        chosen.dictionaries().forEach((tag, stored) -> {
            notes.aboutBatches(stored);
            canonical.put(tag, Orientation.of(orientation.chosen(), stored.config(), c, model.toString()).canonical(stored));
        });
        notes.print();
        ObjectNode config = chosen.describe(JsonNodeFactory.instance.objectNode().put("claim", TemporalClaim.ID)
                .put("model", model.toString()).put("tokens", sequences.name()));
        ArrayNode at = config.put("n_sequences", sequences.ids().length).putArray("positions");
        positions.forEach(at::add);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(model, shared.backend())) {
            Map<String, WriteSae> saes = new LinkedHashMap<>();
            canonical.forEach((tag, checkpoint) -> saes.put(tag, new WriteSae(checkpoint, shared.backend())));
            TemporalClaim temporal = new TemporalClaim(loaded, saes, chosen.layer(), chosen.head(), positions);
            return claim.publish(TemporalClaim.ID, spec, config, shared.workers(), units -> temporal.run(sequences.ids(), units, config),
                    ReproduceTemporalCommand::table);
        }
    }

    private void requireLength(Sequences sequences) {
        int last = positions.stream().mapToInt(Integer::intValue).max().orElseThrow(() -> new InputException("--positions: at least one"));
        for (int[] ids : sequences.ids()) {
            if (ids.length < last) {
                throw new InputException(sequences.name() + ": a passage of " + ids.length + " tokens, --positions asks for " + last);
            }
        }
    }

    private static void table(ObjectNode result, PrintWriter out) {
        out.printf(Locale.ROOT, "layer %d head %d, %d passages%n", result.at("/config/layer").intValue(),
                result.at("/config/head").intValue(),
                result.get("n_samples").intValue());
        out.print("autoencoder                alive");
        for (TemporalClass kind : TemporalClass.values()) {
            out.print("  " + kind.label());
        }
        out.println();
        for (JsonNode one : result.get("sae_results")) {
            out.printf(Locale.ROOT, "%-25s %6d", one.get("tag").asText(), one.get("n_alive").intValue());
            for (TemporalClass kind : TemporalClass.values()) {
                out.printf(Locale.ROOT, "  %" + kind.label().length() + "d", one.at("/category_counts/" + kind.label()).asInt());
            }
            out.println();
        }
    }
}
