package org.writesae.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells from wrong tensors which known mistake they look like: the invalid cases hold the outputs of each. */
public final class Diagnosis {
    private Diagnosis() {
    }

    /**
     * The flags of the mistakes whose outputs on the same inputs are the tensors given.
     *
     * @param data   where to look for invalid cases
     * @param golden the case that was computed
     * @param actual every output and state of it by name, row-major
     * @return flags in the order of their cases; empty where no known mistake fits
     */
    public static List<String> flags(GoldenData data, GoldenCase golden, Map<String, double[]> actual) {
        List<String> flags = new ArrayList<>();
        for (GoldenCase other : data.cases()) {
            if (!other.valid() && sameCall(golden, other) && CaseRunner.judge(other, actual).accepted()) {
                flags.addAll(other.flags());
            }
        }
        return flags;
    }

    /** The flags of the mistakes that a result looks like; none for a call that failed. */
    public static List<String> flags(GoldenData data, CaseResult result) {
        Map<String, double[]> actual = new LinkedHashMap<>();
        result.outputs().forEach(output -> actual.put(output.argument().name(), output.actual()));
        return result.problem() == null ? flags(data, result.golden(), actual) : List.of();
    }

    /** Whether two cases call the same kernel with the same values. */
    static boolean sameCall(GoldenCase a, GoldenCase b) {
        boolean same = a.kernel().equals(b.kernel()) && a.rows() == b.rows();
        for (int n = 0; same && n < a.arguments().size(); n++) {
            GoldenArgument left = a.arguments().get(n);
            GoldenArgument right = b.arguments().get(n);
            same = Arrays.equals(left.shape(), right.shape())
                    && Arrays.deepEquals(new Object[] {left.initial()}, new Object[] {right.initial()});
        }
        return same;
    }
}
