package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.writesae.io.InputException;
import org.writesae.reference.conformance.ActualTensors;
import org.writesae.reference.conformance.Arithmetic;
import org.writesae.reference.conformance.ConformanceCase;
import org.writesae.reference.conformance.ConformanceFolder;
import org.writesae.reference.conformance.Finding;
import org.writesae.reference.conformance.Judgement;

/** Judges every case that a folder has a file for. */
final class ConformAll {
    private final List<ConformanceCase> cases;
    private final boolean partial;
    private final Arithmetic arithmetic;

    /** @param arithmetic what all tensors are judged as; null to see it from each */
    ConformAll(List<ConformanceCase> cases, boolean partial, Arithmetic arithmetic) {
        this.cases = cases;
        this.partial = partial;
        this.arithmetic = arithmetic;
    }

    /**
     * Prints a line for each case that there is a file for, or for each of its tensors as JSON.
     *
     * @param err gets a line for each file that cannot be judged
     * @return the exit code
     */
    int run(Path folder, boolean json, PrintWriter out, PrintWriter err) {
        ConformanceFolder found = ConformanceFolder.of(folder, cases.stream().map(ConformanceCase::id).toList());
        List<String> problems = new ArrayList<>(found.problems());
        List<Judgement> judgements = new ArrayList<>();
        Map<String, ConformanceCase> byId = cases.stream().collect(Collectors.toMap(ConformanceCase::id, Function.identity()));
        found.files().forEach((id, file) -> {
            try {
                ActualTensors tensors = ActualTensors.read(file, byId.get(id), null, partial);
                judgements.add(Judgement.of(byId.get(id), tensors.values(), arithmetic));
            } catch (InputException unusable) {
                problems.add(unusable.getMessage());
            }
        });
        if (judgements.isEmpty() && problems.isEmpty()) {
            throw new InputException(folder + ": no file of a case, such as gated-delta/sequence-square.npz");
        }
        if (json) {
            judgements.forEach(judgement -> ConformJson.lines(judgement).forEach(out::println));
        } else {
            table(judgements, out);
        }
        problems.forEach(problem -> err.println("writesae: " + problem));
        boolean ok = judgements.stream().allMatch(Judgement::ok);
        return !problems.isEmpty() ? 2 : ok ? 0 : 1;
    }

    private void table(List<Judgement> judgements, PrintWriter out) {
        int width = Math.max(4, judgements.stream().mapToInt(judgement -> judgement.golden().id().length()).max().orElse(0));
        String row = "%-" + width + "s  %7s  %14s  %s%n";
        out.printf(Locale.ROOT, row, "case", "tensors", "part of limit", "verdict");
        for (Judgement judgement : judgements) {
            out.printf(Locale.ROOT, row, judgement.golden().id(), judgement.verdicts().size() + "/" + judgement.golden().wanted().size(),
                    String.format(Locale.ROOT, "%.3g", partOfLimit(judgement)), verdict(judgement));
        }
        long wrong = judgements.stream().filter(judgement -> !judgement.ok()).count();
        out.printf(Locale.ROOT, "%d of %d cases judged, %d beyond their limits%n", judgements.size(), cases.size(), wrong);
    }

    /** The largest distance of a tensor over its limit. */
    private static double partOfLimit(Judgement judgement) {
        return judgement.verdicts().stream().mapToDouble(verdict -> verdict.deviation().distance() / verdict.limit()).max().orElse(0);
    }

    private static String verdict(Judgement judgement) {
        if (judgement.ok()) {
            return "ok";
        }
        String first = "BEYOND, first " + judgement.first().orElseThrow().wanted().name();
        if (!judgement.mistakes().isEmpty()) {
            return first + "; looks like " + judgement.mistakes().stream().flatMap(likely -> likely.mistake().flags().stream())
                    .collect(Collectors.joining(" or "));
        }
        return first + judgement.findings().stream().findFirst().map(Finding::sentence).map(text -> "; " + text).orElse("");
    }
}
