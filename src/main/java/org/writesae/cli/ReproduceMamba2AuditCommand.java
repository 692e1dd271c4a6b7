package org.writesae.cli;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reproduce mamba2_audit}: singular values of the states of every layer of a Mamba-2. */
@Command(name = "mamba2_audit", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Singular values of the states of a Mamba-2, every layer.",
        customSynopsis = "writesae reproduce mamba2_audit --model DIR --tokens TOKENS --out DIR [OPTIONS]",
        description = {"", "As reproduce spectral, over the first head of every layer and 500 sequences: the least and largest σ1/σ2 and "
            + "the least, largest and mean effective rank of the layers. Upstream's script of this audit is not published; the "
            + "quantities are those of its other scripts. Any family can be audited."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceMamba2AuditCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--n-samples", paramLabel = "N", defaultValue = "500",
            description = "Sequences, or stored states of each cell, at most; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Mixin
    private SpectralOptions options;

    @Override
    public Integer call() {
        return options.run("mamba2_audit", spec, samples, List.of(0));
    }
}
