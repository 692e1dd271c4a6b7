package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Looks for plain relations between a wrong tensor and the right one. */
final class Findings {
    private Findings() {
    }

    /** The relations that explain the tensor: all that do within its limit, else the one that leaves least. */
    static List<Finding> of(ConformanceCase golden, TensorVerdict verdict) {
        if (Arrays.stream(verdict.actual()).allMatch(value -> value == 0)) {
            return List.of(new Finding(verdict.wanted().name(), Finding.Kind.ZERO, "all values are 0", null));
        }
        List<Finding> found = new ArrayList<>();
        if (Double.isFinite(verdict.deviation().distance())) {
            Map<String, Integer> sizes = golden.golden() == null ? Map.of() : KernelCases.sizes(golden.golden());
            found.addAll(Factors.of(verdict, sizes));
            found.addAll(AxisOrder.of(verdict));
            found.addAll(SliceOrder.of(verdict));
        }
        found.removeIf(finding -> !finding.closeness().tells());
        List<Finding> all = new ArrayList<>(Finding.best(found));
        all.addAll(Rounding.of(verdict));
        return all;
    }
}
