package org.writesae.cli;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import org.writesae.experiment.population.PopulationClaim;

/** {@code reproduce 89pct_population_test_L9_H4}: the replacement test over a sample of atoms. */
@Command(name = PopulationClaim.GATED_DELTA, mixinStandardHelpOptions = true, sortOptions = false,
        header = "The replacement test over a sample of atoms of both classes.",
        customSynopsis = {"writesae reproduce 89pct_population_test_L9_H4 --model DIR --sae-checkpoint FILE",
            "--tokens TOKENS --out DIR [OPTIONS]"},
        description = {"", "Every firing of every atom makes the classes: registers have a median cosine to the native write of at least "
            + "the threshold, bundles are the others that fire. Then 94 bundles and 61 registers (10, 33 and 18 by cosine) are "
            + "tested at up to 30 firings each, and atoms with at least 5 are evaluated (experiment E2, any family).", "",
            "The paper does not list its atoms; here they are drawn with the seed. Where a class has fewer atoms than asked for, all "
            + "of it is tested. The interval of the mean is a bootstrap over atoms; the paper does not name its kind.", "",
            "Writes OUT/89pct_population_test_L9_H4/summary.json with a row for each atom, and records.jsonl with every firing: "
            + "divergences, and under each condition the likeliest token, and rank and log p of the token that follows."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproducePopulationCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PopulationOptions options;

    @Override
    public Integer call() {
        return options.run(PopulationClaim.GATED_DELTA, new PopulationOptions.Published(94, List.of(10, 33, 18), 30), spec);
    }
}
