package org.writesae.reference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.writesae.runtime.Kernel;

/**
 * One kernel call with the result that it must have (or, if invalid, must not have): a JSON header and a
 * safetensors file of the same name beside it. Expected values are upstream's, in float64.
 *
 * @param file      the header
 * @param id        {@code folder/name}, the place of the header in the golden folder
 * @param kernel    the kernel called
 * @param about     what the case tests
 * @param equation  what the kernel computes
 * @param arguments in the order of the kernel's parameters, without {@code from} and {@code count}
 * @param rows      the call computes rows [0, rows)
 * @param rigor     how results are compared
 * @param limit     how far they may be apart
 * @param valid     false: the expected values are those of a mistake, and a checker must refuse them
 * @param flags     names of the mistakes, described in {@code flags.json}
 */
public record GoldenCase(Path file, String id, Kernel kernel, String about, String equation,
        List<GoldenArgument> arguments, int rows, Rigor rigor, Limit limit, boolean valid, List<String> flags) {

    /** How results are compared; the header's {@code class}. */
    public enum Rigor {
        /** Every element is the expected value, rounded once to the stored type: the same bits. */
        EXACT,
        /** The scaled ULP of every tensor is within the limit. */
        BUDGET,
        /** The limit holds for a statistic of several runs. */
        STATISTICAL
    }

    /**
     * The limit of a case.
     *
     * @param maxScaledUlp largest {@link ScaledUlp} allowed
     * @param measured     what this implementation has; NaN where it was not measured
     * @param reason       why this limit
     */
    public record Limit(double maxScaledUlp, double measured, String reason) {
    }

    public GoldenCase {
        arguments = List.copyOf(arguments);
        flags = List.copyOf(flags);
    }

    /**
     * Reads a header and its tensors.
     *
     * @throws org.writesae.io.InputException naming the file and the field or tensor that is wrong: unknown
     *         and missing fields and tensors, shapes and types that disagree, an unknown kernel
     */
    public static GoldenCase load(Path header) {
        return new GoldenCaseReader(header).read();
    }

    /** Whether another case calls the same kernel with the same values. */
    public boolean sameCall(GoldenCase other) {
        boolean same = kernel.equals(other.kernel) && rows == other.rows;
        for (int n = 0; same && n < arguments.size(); n++) {
            GoldenArgument left = arguments.get(n);
            GoldenArgument right = other.arguments.get(n);
            same = Arrays.equals(left.shape(), right.shape())
                    && Arrays.deepEquals(new Object[] {left.initial()}, new Object[] {right.initial()});
        }
        return same;
    }
}
