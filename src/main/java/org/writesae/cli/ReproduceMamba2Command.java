package org.writesae.cli;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import org.writesae.experiment.population.PopulationClaim;

/** {@code reproduce cross_arch_mamba2_88pct}: the population test on Mamba-2. */
@Command(name = PopulationClaim.MAMBA2, mixinStandardHelpOptions = true, sortOptions = false,
        header = "The replacement test over a sample of atoms, on Mamba-2.",
        customSynopsis = {"writesae reproduce cross_arch_mamba2_88pct --model DIR --sae-checkpoint FILE",
            "--tokens TOKENS --out DIR [OPTIONS]"},
        description = {"", "As reproduce 89pct_population_test_L9_H4 (see there), with 60 registers and 40 bundles at up to 25 firings each "
            + "(experiment E7): the write is Δx ⊗ B, deletion leaves the decayed state. Runs on any family.", "",
            "The paper has two random controls for Mamba-2 (K7): another atom with the same coefficient (§3.3, the default), and a matrix "
            + "whose coordinates are drawn from native writes, at the norm of the write (App B, --random empirical). App B does not say "
            + "which writes; here each coordinate is that of a token of the passage, drawn for it."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceMamba2Command implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PopulationOptions options;

    @Override
    public Integer call() {
        return options.run(PopulationClaim.MAMBA2, new PopulationOptions.Published(40, List.of(60), 25), spec);
    }
}
