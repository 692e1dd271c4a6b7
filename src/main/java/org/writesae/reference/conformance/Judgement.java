package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of another implementation's tensors.
 *
 * @param golden   the case
 * @param verdicts the tensors given, in the order of the case
 * @param missing  tensors of the case that were not given
 * @param mistakes known mistakes that they look like, the most likely first
 * @param findings what else the tensors look like, and the first ones beyond their limits
 */
public record Judgement(ConformanceCase golden, List<TensorVerdict> verdicts, List<String> missing,
        List<LikelyMistake> mistakes, List<Finding> findings) {
    /** Tensors beyond their limits that are looked into; the others mostly follow from them. */
    private static final int EXPLAINED = 3;

    public Judgement {
        verdicts = List.copyOf(verdicts);
        missing = List.copyOf(missing);
        mistakes = List.copyOf(mistakes);
        findings = List.copyOf(findings);
    }

    /**
     * Judges tensors.
     *
     * @param golden     the case
     * @param actual     by name, row-major, as many elements as the case has
     * @param arithmetic what they were computed in; null to see it from each
     */
    public static Judgement of(ConformanceCase golden, Map<String, double[]> actual, Arithmetic arithmetic) {
        List<TensorVerdict> verdicts = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Wanted wanted : golden.wanted()) {
            double[] values = actual.get(wanted.name());
            if (values == null) {
                missing.add(wanted.name());
            } else {
                verdicts.add(TensorVerdict.of(wanted, values, arithmetic));
            }
        }
        List<TensorVerdict> wrong = verdicts.stream().filter(verdict -> !verdict.ok()).toList();
        List<LikelyMistake> mistakes = wrong.isEmpty() ? List.of() : LikelyMistake.among(golden.mistakes(), verdicts);
        List<Finding> findings = new ArrayList<>();
        if (!wrong.isEmpty() && mistakes.stream().noneMatch(likely -> likely.closeness().within())) {
            findings.addAll(golden.golden() == null ? ModelReruns.of(golden, verdicts) : KernelReruns.of(golden.golden(), verdicts));
        }
        for (TensorVerdict verdict : wrong.subList(0, Math.min(EXPLAINED, wrong.size()))) {
            findings.addAll(Findings.of(golden, verdict));
        }
        return new Judgement(golden, verdicts, missing, mistakes, findings);
    }

    /** Whether every tensor given is within its limit. */
    public boolean ok() {
        return verdicts.stream().allMatch(TensorVerdict::ok);
    }

    /** The first tensor beyond its limit, in the order in which they are computed. */
    public Optional<TensorVerdict> first() {
        return verdicts.stream().filter(verdict -> !verdict.ok()).findFirst();
    }
}
