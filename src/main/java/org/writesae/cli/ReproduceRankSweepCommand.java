package org.writesae.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.sweep.RankSweepClaim;
import org.writesae.experiment.sweep.SweepSettings;
import org.writesae.experiment.sweep.TrainingRun;
import org.writesae.runtime.Backend;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce rank_sweep}: atoms of rank 1, 2 and 4. */
@Command(name = "rank_sweep", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Validation errors of bilinear dictionaries with atoms of several ranks.",
        customSynopsis = "writesae reproduce rank_sweep --data-dir DIR --layers I,... --heads H,... --out DIR [OPTIONS]",
        description = {"", "Trains bilinear dictionaries of every rank on every head with every seed, and compares the lowest validation "
            + "error, a mean over seeds, head by head with that of the lowest rank (experiment E23). Upstream has head 0 of layer 9 "
            + "with three seeds; the paper's Table 14 has 15 heads, --seeds 42 and ranks 1 and 2. Their perplexity: reproduce "
            + "downstream_ppl with the dictionaries.", "",
            "Writes OUT/rank_sweep/summary.json, e9_higher_rank_LI.json in upstream's layout, and the dictionaries."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceRankSweepCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--ranks", paramLabel = "R,...", hideParamSyntax = true, split = ",", defaultValue = "1,2,4",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> ranks;

    @Mixin
    private SweepOptions options;

    @Override
    public Integer call() {
        options.check(RankSweepClaim.ID);
        ranks.forEach(rank -> requireAtLeast(1, "--ranks", rank));
        List<TrainingRun> runs = RankSweepClaim.runs(options.layers(), options.heads(), ranks, options.seeds());
        ObjectNode config = options.describe(RankSweepClaim.ID).put("ranks", ranks.toString());
        try (Backend backend = options.device().open()) {
            RankSweepClaim claim = new RankSweepClaim(options.sweep(RankSweepClaim.ID, runs, SweepSettings.JumpSettings.PAPER,
                    backend), runs);
            return options.claim().publish(RankSweepClaim.ID, spec, config, 1, units -> claim.run(units, config),
                    ReproduceRankSweepCommand::table);
        }
    }

    private static void table(ObjectNode result, PrintWriter printed) {
        printed.println("layer  head   rank  validation error");
        result.at("/summary/layers").properties().forEach(layer -> {
            layer.getValue().get("per_head").properties().forEach(head -> head.getValue().properties().stream()
                    .filter(one -> one.getKey().startsWith("rank")).forEach(one -> printed.printf(Locale.ROOT, "%5s  %4s  %5s  %16.5g%n",
                            layer.getKey(), head.getKey(), one.getKey().substring(4), one.getValue().doubleValue())));
            layer.getValue().properties().stream().filter(one -> one.getKey().startsWith("mean_rank")).forEach(one -> printed.printf(
                    Locale.ROOT, "%5s  mean  %5s  %16.5g%n", layer.getKey(), one.getKey().substring(9), one.getValue().doubleValue()));
        });
    }
}
