package org.writesae.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

import org.writesae.io.Tensor;
import org.writesae.reference.conformance.Closeness;
import org.writesae.reference.conformance.ConformanceCase;
import org.writesae.reference.conformance.Deviation;
import org.writesae.reference.conformance.Finding;
import org.writesae.reference.conformance.Judgement;
import org.writesae.reference.conformance.LikelyMistake;
import org.writesae.reference.conformance.Mistake;
import org.writesae.reference.conformance.MistakeNotes;
import org.writesae.reference.conformance.TensorVerdict;
import org.writesae.reference.conformance.Wanted;

/** Cases and judgements for people. */
final class ConformText {
    private static final int MOST_NAMES = 5;
    private final PrintWriter out;
    private final MistakeNotes notes;

    ConformText(PrintWriter out, MistakeNotes notes) {
        this.out = out;
        this.notes = notes;
    }

    /** As many as fit a line or two; a whole model has dozens. */
    private static String names(List<String> all) {
        int shown = all.size() <= MOST_NAMES + 1 ? all.size() : MOST_NAMES;
        String more = shown == all.size() ? "" : " and " + (all.size() - shown) + " more";
        return String.join(", ", all.subList(0, shown)) + more;
    }

    /** One line for each case, under its kernel and equation, or its model. */
    static void list(PrintWriter out, List<ConformanceCase> cases) {
        int width = cases.stream().mapToInt(found -> found.id().length()).max().orElse(0);
        String above = "";
        for (ConformanceCase found : cases) {
            String heading = (found.subject() + "  " + found.equation()).strip();
            if (!heading.equals(above)) {
                out.println(heading);
                above = heading;
            }
            List<String> names = found.wantedNames();
            String wanted = names.size() > 4 ? names.size() + " tensors" : String.join(", ", names);
            out.printf(Locale.ROOT, "  %-" + width + "s  %s -> %s%n", found.id(), found.about(), wanted);
        }
        out.printf(Locale.ROOT, "%d cases%n", cases.size());
    }

    /** What a case computes, from what, and what it wants. */
    void describe(ConformanceCase golden) {
        out.println(golden.id() + "  " + golden.subject());
        out.println("  " + golden.about());
        if (!golden.equation().isEmpty()) {
            out.println("  " + golden.equation());
        }
        if (golden.golden() != null) {
            String source = golden.subject().replace("#", ".java, ");
            out.println("  what each argument is: kernels/org/writesae/kernels/" + source);
        }
        int width = Math.max(golden.inputs().stream().mapToInt(input -> input.name().length()).max().orElse(0),
                golden.wanted().stream().mapToInt(wanted -> wanted.name().length()).max().orElse(0));
        out.println("inputs");
        for (Tensor input : golden.inputs()) {
            out.printf(Locale.ROOT, "  %-" + width + "s  %-4s %s%n", input.name(), input.dtype(),
                    input.rank() == 0 ? "= " + number(input) : input.shapeText());
        }
        out.printf(Locale.ROOT, "  %-" + width + "s  %s%n", "wanted",
                "limit in " + unit(golden.wanted().getFirst()) + ": float64, float32");
        for (Wanted wanted : golden.wanted()) {
            out.printf(Locale.ROOT, "  %-" + width + "s  %-16s %s, %s%n", wanted.name(), wanted.shapeText(), number(wanted.limit()),
                    number(wanted.float32Limit()));
        }
        if (!golden.mistakes().isEmpty()) {
            out.println("mistakes that are recognised");
            golden.mistakes().stream().map(Mistake::flags).forEach(flags -> flags
                    .forEach(flag -> out.println("  " + flag + ": " + notes.description(flag))));
        }
    }

    /** @param extra names in the file that the case does not have */
    void print(Judgement judgement, List<String> extra) {
        table(judgement.verdicts());
        if (!judgement.missing().isEmpty()) {
            out.println("not given: " + names(judgement.missing()));
        }
        if (!extra.isEmpty()) {
            out.println("not of this case: " + names(extra));
        }
        judgement.first().ifPresent(this::first);
        judgement.mistakes().forEach(this::mistake);
        for (Finding finding : judgement.findings()) {
            out.println(finding.sentence() + left(finding.closeness()));
        }
        long wrong = judgement.verdicts().stream().filter(verdict -> !verdict.ok()).count();
        if (wrong > 0 && judgement.mistakes().isEmpty() && judgement.findings().isEmpty()) {
            out.println("looks like no mistake that is known here");
        }
        int all = judgement.golden().wanted().size();
        out.printf(Locale.ROOT, "%s: %d of %d tensors judged, %s%n", judgement.golden().id(), judgement.verdicts().size(), all,
                wrong == 0 ? "all within their limits" : wrong + " beyond " + (wrong == 1 ? "its limit" : "their limits"));
    }

    private void table(List<TensorVerdict> verdicts) {
        int name = Math.max(6, verdicts.stream().mapToInt(verdict -> verdict.wanted().name().length()).max().orElse(0));
        int shape = Math.max(5, verdicts.stream().mapToInt(verdict -> verdict.wanted().shapeText().length()).max().orElse(0));
        String row = "%-" + name + "s  %-" + shape + "s  %-7s  %10s  %7s  %s%n";
        out.printf(Locale.ROOT, row, "tensor", "shape", "as", verdicts.isEmpty() ? "" : unit(verdicts.getFirst().wanted()),
                "limit", "verdict");
        for (TensorVerdict verdict : verdicts) {
            out.printf(Locale.ROOT, row, verdict.wanted().name(), verdict.wanted().shapeText(),
                    verdict.arithmetic().name().toLowerCase(Locale.ROOT), number(verdict.deviation().distance()),
                    number(verdict.limit()), verdict.ok() ? "ok" : "BEYOND, most at " + place(verdict));
        }
    }

    private static String place(TensorVerdict verdict) {
        return element(verdict, verdict.deviation().worst());
    }

    private static String element(TensorVerdict verdict, int index) {
        return String.format(Locale.ROOT, "%s: expected %.9g, actual %.9g", verdict.wanted().position(index),
                verdict.wanted().expected()[index], verdict.actual()[index]);
    }

    private void first(TensorVerdict verdict) {
        Deviation deviation = verdict.deviation();
        out.printf(Locale.ROOT, "first beyond its limit: %s, %d of %d elements, the first at %s%n", verdict.wanted().name(),
                deviation.beyond(),
                verdict.actual().length, element(verdict, deviation.first()));
    }

    private void mistake(LikelyMistake likely) {
        for (String flag : likely.mistake().flags()) {
            out.println("looks like " + flag + ": " + notes.description(flag) + left(likely.closeness()));
            out.println("  " + notes.culprit(flag));
        }
    }

    private static String left(Closeness closeness) {
        if (closeness == null) {
            return "";
        }
        String distance = " (" + number(closeness.distance()) + " away from that";
        return closeness.within() ? distance + ")" : distance + ", " + number(closeness.part()) + " of the distance to the right values)";
    }

    private static String unit(Wanted wanted) {
        return wanted.yardstick().ofElements() ? "element ULP" : "scaled ULP";
    }

    private static String number(Tensor scalar) {
        double value = scalar.doubles()[0];
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : Double.toString(value);
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return "∞";
        }
        return value == 0 || value >= 1e-3 && value < 1000 ? String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "")
                : String.format(Locale.ROOT, "%.1e", value);
    }
}
