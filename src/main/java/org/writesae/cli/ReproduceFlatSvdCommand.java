package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.Amplitude;
import org.writesae.experiment.BaselineAtom;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.FlatComparison;
import org.writesae.experiment.StrongestFeatures;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.SubstitutionUnits;
import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.sae.WriteSae;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce flat_sae_svd}: atoms beside singular pairs of a flat autoencoder. */
@Command(name = ReproduceFlatSvdCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Singular pairs of a flat autoencoder in the replacement test (E14).",
        customSynopsis = {"writesae reproduce flat_sae_svd --model DIR --sae-checkpoint FILE --flat FILE --tokens F.npy --out DIR",
            "[OPTIONS]"},
        description = {"", "At the firings of the dictionary's features, replace the native write by the atom; by the atom at the "
            + "norm of the write; and, at that norm, by the leading singular pair of a flat autoencoder's reconstruction of "
            + "the state, and by that of its strongest decoder atom. The sources say both of the latter (K32)."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceFlatSvdCommand implements Callable<Integer> {
    static final String CLAIM = "flat_sae_svd";

    @Spec
    private CommandSpec spec;

    @Mixin
    private CellOptions cell;

    @Option(names = "--flat", paramLabel = "FILE", required = true, description = "The flat autoencoder of the same cell.")
    private Path flat;

    @Option(names = "--features", paramLabel = "I,I,...",
            description = "Features whose firings are tested. Default: the --count that are most often the strongest.")
    private String features;

    @Option(names = "--count", paramLabel = "N", defaultValue = "8", description = "Features without --features. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(names = "--cap", paramLabel = "N", defaultValue = "300",
            description = "Most firings of each feature. Default: ${DEFAULT-VALUE}; the paper's 3 cannot give its sample sizes.")
    private int cap;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the random control. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ReadingOptions readings;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(CLAIM);
        requireAtLeast(1, "--count", count);
        List<Integer> given = features == null ? List.of() : Features.parse("--features", features);
        Notes notes = new Notes(spec.commandLine().getErr());
        ChosenCell chosen = ChosenCell.of(cell, given.isEmpty() ? List.of(0) : given, seed, notes);
        BaselineOptions.Baseline reconstruction = BaselineOptions.flat(BaselineOptions.FLAT_SVD, flat, notes);
        reconstruction.check(chosen.config());
        BaselineOptions.Baseline atom = BaselineOptions.flat(BaselineOptions.FLAT_ATOM, flat, notes);
        SubstitutionReadings read = readings.readings();
        ObjectNode config = chosen.describe(CLAIM).put("flat_checkpoint", flat.toString());
        if (given.isEmpty()) {
            config.put("features", "the " + count + " most often strongest");
        } else {
            given.forEach(config.putArray("features")::add);
        }
        read.describe(config.put("cap", cap).put("seed", seed));
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            return claim.publish(CLAIM, spec, config, shared.workers(), units -> {
                List<Integer> studied = given.isEmpty() ? StrongestFeatures.of(model, () -> sae(chosen, model), chosen.layer(),
                        chosen.head(),
                        chosen.sequences().ids(), count, "cell", units) : given;
                Map<String, List<SubstitutionRecord>> arms = new LinkedHashMap<>();
                arms.put(FlatComparison.ATOM, arm(model, chosen, studied, read, null, FlatComparison.ATOM, units));
                arms.put(FlatComparison.MATCHED, arm(model, chosen, studied, matched(read), null, FlatComparison.MATCHED, units));
                arms.put(FlatComparison.RECONSTRUCTION, arm(model, chosen, studied, read, reconstruction,
                        FlatComparison.RECONSTRUCTION, units));
                arms.put(FlatComparison.DECODER_ATOM, arm(model, chosen, studied, read, atom, FlatComparison.DECODER_ATOM, units));
                ObjectNode result = JsonNodeFactory.instance.objectNode();
                result.set("config", config);
                result.set("summary", FlatComparison.summary(arms));
                return ClaimOutput.of(result);
            }, ReproduceFlatSvdCommand::table);
        }
    }

    private static SubstitutionReadings matched(SubstitutionReadings r) {
        return new SubstitutionReadings(r.write(), Amplitude.MATCHED, r.random(), r.select(), r.read(), r.kl());
    }

    private static WriteSae sae(ChosenCell chosen, HostModel model) {
        return new WriteSae(chosen.checkpoint(), model.backend());
    }

    private List<SubstitutionRecord> arm(HostModel model, ChosenCell chosen, List<Integer> studied, SubstitutionReadings read,
            BaselineOptions.Baseline baseline, String name, WorkUnits units) {
        Substitution.Plan plan = new Substitution.Plan(chosen.layer(), chosen.head(), studied, cap, seed, read, null);
        return new SubstitutionUnits(() -> {
            BaselineAtom atom = baseline == null ? null : baseline.open(model, chosen.sequences().ids(), plan, model.backend());
            return new Substitution(model, sae(chosen, model), plan, atom);
        }, plan, name).run(chosen.sequences().ids(), units);
    }

    private static void table(ObjectNode result, PrintWriter out) {
        JsonNode summary = result.get("summary");
        out.printf(Locale.ROOT, "%d firings%n", summary.get("n_firings").asInt());
        summary.properties().stream().filter(entry -> entry.getValue().isObject()).forEach(entry -> {
            JsonNode arm = entry.getValue();
            JsonNode interval = arm.get("win_rate_vs_ablate_ci95");
            out.printf(Locale.ROOT, "  %-20s closer than deletion %5.1f %%  (95 %% %.1f to %.1f)  median KL %.3g, cosine to the write %.3f%n",
                    entry.getKey(), 100 * arm.get("win_rate_vs_ablate").asDouble(), 100 * interval.get(0).asDouble(),
                    100 * interval.get(1).asDouble(), arm.get("median_kl").asDouble(), arm.get("median_cosine").asDouble());
        });
        if (summary.has("difference_pp")) {
            out.printf(Locale.ROOT, "  atom minus reconstruction %+.2f points, at equal norm %+.2f; reconstruction closer than the atom at "
                    + "%.1f %% of firings (Wilcoxon p %.2g)%n", summary.get("difference_pp").asDouble(),
                    summary.get("difference_pp_at_equal_norm").asDouble(),
                    100 * summary.get("share_flat_closer_than_atom").asDouble(), summary.get("wilcoxon_p_flat_vs_atom").asDouble());
        }
    }
}
