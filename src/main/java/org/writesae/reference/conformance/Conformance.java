package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.writesae.io.ClosestNames;
import org.writesae.io.InputException;
import org.writesae.reference.CaseResult;
import org.writesae.reference.GoldenData;

/** The cases that another implementation can be held to: kernel calls, autoencoders and whole models. */
public final class Conformance {
    private final GoldenData data;

    public Conformance(GoldenData data) {
        this.data = data;
    }

    /** The cases whose ids contain a text: kernel by kernel, then autoencoders, then models. */
    public List<ConformanceCase> cases(String part) {
        List<ConformanceCase> cases = new ArrayList<>();
        // Invalid cases have other names than the valid ones that they belong to, but stand in the same folder.
        KernelCases.of(data.cases("")).stream().filter(golden -> golden.id().contains(part))
                .sorted(Comparator.comparing(ConformanceCase::subject).thenComparing(ConformanceCase::equation)
                        .thenComparing(ConformanceCase::id)).forEach(cases::add);
        cases.addAll(SaeCases.of(data.directory(), part));
        cases.addAll(ModelCases.of(data.directory(), part));
        return cases;
    }

    /** The flags of the mistakes whose outputs a result of our own has; none for a call that failed. */
    public List<String> mistakes(CaseResult result) {
        if (result.problem() != null) {
            return List.of();
        }
        return Judgement.of(get(result.golden().id()), result.actual(), Arithmetic.FLOAT64).mistakes().stream()
                .filter(likely -> likely.closeness().within()).flatMap(likely -> likely.mistake().flags().stream()).toList();
    }

    /**
     * One case.
     *
     * @throws InputException if there is none of that name, with the closest ones, or if it holds a mistake
     */
    public ConformanceCase get(String id) {
        String folder = id.substring(0, Math.max(0, id.lastIndexOf('/')) + (id.contains("/") ? 1 : 0));
        List<ConformanceCase> near = new ArrayList<>(KernelCases.of(data.cases(folder)));
        near.addAll(SaeCases.of(data.directory(), id));
        near.addAll(ModelCases.of(data.directory(), id));
        for (ConformanceCase golden : near) {
            if (golden.id().equals(id)) {
                return golden;
            }
        }
        for (ConformanceCase golden : near) {
            if (golden.mistakes().stream().anyMatch(mistake -> mistake.id().equals(id))) {
                throw new InputException(id + ": holds the output of a mistake; the case with its inputs is " + golden.id());
            }
        }
        throw new InputException(data.directory() + ": no case \"" + id + "\""
                + ClosestNames.hint(id, cases("").stream().map(ConformanceCase::id).toList()));
    }
}
