package org.writesae.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reproduce spectral}: singular values of states. */
@Command(name = "spectral", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Singular values of states: how near to rank 1 they are.",
        customSynopsis = "writesae reproduce spectral (--data-dir DIR --layers I,... | --model DIR --tokens TOKENS) --out DIR [OPTIONS]",
        description = {"", "Of each state σ1/σ2, the effective rank exp(entropy of σ/Σσ) and the share of σ1² in Σσ²; means by layer and "
            + "head, as upstream's scripts print them (experiment E29). From stored states upstream's sample is drawn. With a model, "
            + "also how alike the writes of a head are: the spectrum of the Gram matrix of writes of unit norm, and of the second "
            + "moments of their keys and values. Upstream draws those writes at random, here they are taken at equal distances.", "",
            "--advantages adds Spearman's correlation with the gain of a rank-1 decoder.", "",
            "Writes OUT/spectral/summary.json and spectral_audit.json, in upstream's layout, for the first head."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceSpectralCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--n-samples", paramLabel = "N", defaultValue = "1000",
            description = "States of each cell at most; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Mixin
    private SpectralOptions options;

    @Override
    public Integer call() {
        return options.run("spectral", spec, samples, null);
    }
}
