package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.population.ClassAxes;
import org.writesae.experiment.population.PopulationClaim;
import org.writesae.io.InputException;

/** {@code reproduce register_vs_bundle_appH}: what the classes differ in. */
@Command(name = ClassAxes.ID, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Do registers and bundles differ in effect, from a finished population test.",
        customSynopsis = "writesae reproduce register_vs_bundle_appH --out DIR [--population DIR]",
        description = {"", "Compares the evaluated atoms of a population test (experiment E2b, App H): the median of KL_delete − KL_atom, the "
            + "share of firings at which the likeliest next token changes under deletion and under the atom, and how often an atom "
            + "fires. Of each: both medians, Cliff's δ (above 0: registers are larger), 2p − 1 with p = P(register > bundle) where "
            + "ties count as losses, and Mann-Whitney. Needs no model: run reproduce " + PopulationClaim.GATED_DELTA + " first.", "",
            "App H uses 23 registers and 56 bundles where the test has 30 and 57; how they were chosen is not given (K24). Here all "
            + "evaluated atoms are used."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceClassAxesCommand implements Callable<Integer> {
    private static final String[][] AXES = {{"delta_kl", "KL_delete − KL_atom, nats"}, {"top1_changes_ablate", "top-1 changes, deletion"},
        {"top1_changes_atom", "top-1 changes, atom"}, {"n_firings_counted", "firings counted"}};

    @Spec
    private CommandSpec spec;

    @Option(names = "--population", paramLabel = "DIR",
            description = "Folder of the population test's result. Default: OUT/" + PopulationClaim.GATED_DELTA + ".")
    private Path population;

    @Mixin
    private ClaimOptions claim;

    /** Taken as by every claim, though there is nothing to compute in parallel. */
    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(ClassAxes.ID);
        Path file = (population == null ? claim.out().resolve(PopulationClaim.GATED_DELTA) : population).resolve(ClaimOptions.RESULT);
        if (!Files.exists(file)) {
            throw new InputException(file + ": not there; run reproduce " + PopulationClaim.GATED_DELTA
                    + " first, or name the folder of its result with --population");
        }
        ClassAxes axes = ClassAxes.read(file);
        return claim.publish(ClassAxes.ID, spec, axes.config(), 1, units -> ClaimOutput.of(axes.result()),
                ReproduceClassAxesCommand::table);
    }

    private static void table(ObjectNode result, PrintWriter out) {
        JsonNode summary = result.get("summary");
        out.println(summary.get("n_registers") + " registers and " + summary.get("n_bundles") + " bundles, " + summary.get("n_records")
                + " firings");
        out.printf(Locale.ROOT, "%n  %-26s %10s %10s %9s %8s %7s%n", "median of", "registers", "bundles", "Cliff δ", "2p − 1", "MW p");
        for (String[] axis : AXES) {
            JsonNode one = summary.path(axis[0]);
            out.printf(Locale.ROOT, "  %-26s %10s %10s %9s %8s %7s%n", axis[1], Shown.number("%.4g", one.path("register_median")),
                    Shown.number("%.4g", one.path("bundle_median")), Shown.number("%.3f", one.path("cliffs_delta")),
                    Shown.number("%.3f", one.path("dominance_2p_minus_1")), Shown.number("%.2g", one.path("mann_whitney_p")));
        }
        out.printf(Locale.ROOT, "%n  cosine and top-1 changes under deletion  Pearson r %s%n  cosine and firings  Spearman ρ %s%n",
                Shown.number("%.3f", summary.path("pearson_cosine_top1_changes_ablate")),
                Shown.number("%.3f", summary.path("spearman_cosine_n_firings")));
    }
}
