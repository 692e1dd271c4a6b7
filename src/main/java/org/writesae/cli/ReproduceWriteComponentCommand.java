package org.writesae.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Reading;
import org.writesae.experiment.WriteComponent;
import org.writesae.experiment.WriteReading;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.Backend;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Quantile;

/** {@code reproduce pca_baseline}: the writes' first principal component beside the atoms. */
@Command(name = ReproduceWriteComponentCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "The first principal component of the native writes beside atoms (E15).",
        customSynopsis = "writesae reproduce pca_baseline --model DIR --sae-checkpoint FILE --tokens F.npy --out DIR [OPTIONS]",
        description = {"", "Signed cosines of atoms with the direction along which the head's native writes differ most, turned so that "
            + "the mean write lies along it. The sign of the paper's component is not known, so only sizes compare.",
            "The component in the place of the atoms: substitute --baseline write-component. Principal components of states: "
            + "baselines. The paper's linear probes have no numbers and are left out."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceWriteComponentCommand implements Callable<Integer> {
    static final String CLAIM = "pca_baseline";

    @Spec
    private CommandSpec spec;

    @Mixin
    private CellOptions cell;

    @Option(names = "--features", paramLabel = "I,I,...", defaultValue = "53,63,1335",
            description = "The atoms to name. Default: ${DEFAULT-VALUE}, the paper's.")
    private String features;

    @Option(names = "--write", paramLabel = "READING", defaultValue = "raw",
            description = "The native write: raw, β k vᵀ, or delta, with the delta rule's correction. Default: ${DEFAULT-VALUE}.")
    private String write;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(CLAIM);
        List<Integer> named = Features.parse("--features", features);
        WriteReading reading = Reading.parse(WriteReading.class, write, "--write");
        ChosenCell chosen = ChosenCell.of(cell, named, 0, new Notes(spec.commandLine().getErr()));
        ObjectNode config = chosen.describe(CLAIM).put("write", reading.option());
        named.forEach(config.putArray("features")::add);
        try (Backend backend = device.open(); HostModel model = Families.load(cell.model(), backend)) {
            return claim.publish(CLAIM, spec, config, 1, units -> {
                WriteComponent component = WriteComponent.of(model, chosen.sequences().ids(), chosen.layer(), chosen.head(), reading);
                ObjectNode result = JsonNodeFactory.instance.objectNode();
                result.set("config", config);
                result.set("summary", summary(component, new WriteSae(chosen.checkpoint(), backend), named));
                return ClaimOutput.of(result);
            }, ReproduceWriteComponentCommand::table);
        }
    }

    private static ObjectNode summary(WriteComponent component, WriteSae sae, List<Integer> named) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        double[] cosines = component.cosines(sae.keyFactors(), sae.valueFactors(), sae.config().rank());
        ObjectNode of = summary.putObject("cosine");
        named.forEach(feature -> of.put("F" + feature, cosines[feature]));
        double[] sizes = Arrays.stream(cosines).map(Math::abs).toArray();
        return summary.put("median_abs_cosine", Quantile.median(sizes)).put("max_abs_cosine", Arrays.stream(sizes).max().orElseThrow())
                .put("variance_share", component.varianceShare());
    }

    private static void table(ObjectNode result, PrintWriter out) {
        JsonNode summary = result.get("summary");
        out.printf(Locale.ROOT, "the first component has %.1f %% of the writes' variance%n",
                100 * summary.get("variance_share").asDouble());
        summary.get("cosine").properties().forEach(entry -> out.printf(Locale.ROOT, "  %-7s cosine %7.4f%n", entry.getKey(),
                entry.getValue().asDouble()));
        out.printf(Locale.ROOT, "  all atoms: |cosine| median %.4f, largest %.4f%n", summary.get("median_abs_cosine").asDouble(),
                summary.get("max_abs_cosine").asDouble());
    }
}
