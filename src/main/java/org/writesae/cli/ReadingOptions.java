package org.writesae.cli;

import picocli.CommandLine.Option;

import org.writesae.experiment.Amplitude;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.KlDirection;
import org.writesae.experiment.RandomControl;
import org.writesae.experiment.ReadOut;
import org.writesae.experiment.Reading;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.WriteReading;

/** The readings of the paper that its sources leave open, each an option with the recommended default. */
final class ReadingOptions {

    @Option(names = "--write", paramLabel = "READING", defaultValue = "raw",
            description = {"The native write that is replaced. Default: ${DEFAULT-VALUE}.",
                "  raw: β k vᵀ, as the paper writes it",
                "  delta: β k (v − (αS)ᵀk)ᵀ, the delta rule's correction included"})
    private String write;

    @Option(names = "--amplitude", paramLabel = "READING", defaultValue = "natural",
            description = {"How large the atom is. Default: ${DEFAULT-VALUE}.",
                "  natural: its own coefficient, aᵢ vᵢ wᵢᵀ",
                "  matched: the Frobenius norm of the native write"})
    private String amplitude;

    @Option(names = "--random", paramLabel = "READING",
            description = {"The random control. Default: same-coefficient; non-firing with --amplitude matched.",
                "  same-coefficient: another atom with the coefficient of the firing one",
                "  non-firing: an atom that is silent there, at the norm of the atom term",
                "  gaussian: a Gaussian rank-1 matrix at the norm of the atom term",
                "  empirical: coordinates of native writes of the passage, at the norm of the native write"})
    private String random;

    @Option(names = "--select", paramLabel = "READING", defaultValue = "argmax",
            description = {"What counts as a firing. Default: ${DEFAULT-VALUE}.",
                "  argmax: the feature is in the TopK and the strongest",
                "  any: the feature is in the TopK"})
    private String select;

    @Option(names = "--read", paramLabel = "READING", defaultValue = "next",
            description = {"Where the output distributions are compared. Default: ${DEFAULT-VALUE}.",
                "  next: after one more token",
                "  same: at the patched token itself",
                "  suffix-mean: the mean over all later tokens",
                "  last: at the last token of the sequence"})
    private String read;

    @Option(names = "--kl", paramLabel = "READING", defaultValue = "native-cond",
            description = {"Direction of the KL divergence; the other is stored too. Default: ${DEFAULT-VALUE}.",
                "  native-cond: KL(native ‖ condition)",
                "  cond-native: KL(condition ‖ native)"})
    private String kl;

    /** The choices; the random control follows the amplitude where it is not given. */
    SubstitutionReadings readings() {
        Amplitude chosen = parse(Amplitude.class, "--amplitude", amplitude);
        RandomControl usual = chosen == Amplitude.MATCHED ? RandomControl.NON_FIRING : RandomControl.SAME_COEFFICIENT;
        return new SubstitutionReadings(parse(WriteReading.class, "--write", write), chosen,
                random == null ? usual : parse(RandomControl.class, "--random", random),
                parse(FiringSelection.class, "--select", select), parse(ReadOut.class, "--read", read),
                parse(KlDirection.class, "--kl", kl));
    }

    private static <E extends Enum<E> & Reading> E parse(Class<E> type, String option, String spelling) {
        return Reading.parse(type, spelling, option);
    }
}
