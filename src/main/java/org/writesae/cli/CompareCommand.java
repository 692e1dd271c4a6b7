package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import org.writesae.io.JsonFiles;
import org.writesae.reference.ComparedValue;
import org.writesae.reference.JsonComparison;
import org.writesae.reference.Tolerance;
import org.writesae.reference.ValueKind;

/** {@code writesae compare ACTUAL EXPECTED}: two result files, value by value. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Two result files, value by value.",
        customSynopsis = {"writesae compare ACTUAL EXPECTED [OPTIONS]", "writesae compare ACTUAL --published CLAIM [OPTIONS]"},
        description = {"", "Compare two result files, value by value, with tolerances by kind of value. With "
            + "--published, compare one with the numbers of the paper: each is inside its printed digits, inside its "
            + "printed interval, outside, or not comparable, and why."},
        footerHeading = "%nTolerances:%n",
        footer = {
            "Counts, ids and text are equal. Divergences: 1e-4 relative or 1e-8 absolute. Cosines: 1e-6 or 1e-8.",
            "Rates: 1e-12, and room for each firing whose order changed within that.",
            "Statistics of ranks: 1e-6, or 1e-3 once divergences differ at all. Other numbers: 1e-6 relative.",
            "Paths, versions, devices and times are shown, not judged."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:equal within tolerance", "1:they differ", "2:bad input or usage"})
public final class CompareCommand implements Callable<Integer> {
    private static final int SHOWN = 20;
    private static final int WIDEST_VALUE = 60;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ACTUAL", description = "The result to judge, JSON.")
    private Path actual;

    @Parameters(index = "1", arity = "0..1", paramLabel = "EXPECTED", description = "The result to judge it by, JSON.")
    private Path expected;

    @Option(names = "--published", paramLabel = "CLAIM",
            description = "Judge by the published numbers of this claim; reproduce list shows the claims.")
    private String claim;

    @Option(names = "--rel", paramLabel = "X",
            description = "Relative tolerance of every number but counts, in place of those below.")
    private Double relative;

    @Option(names = "--abs", paramLabel = "X", description = "Absolute tolerance of the same, in place of those below.")
    private Double absolute;

    @Option(names = "--json", description = "Print one JSON object per compared value.")
    private boolean json;

    @Override
    public Integer call() {
        if ((claim == null) == (expected == null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "EXPECTED or --published CLAIM: one of them was expected");
        }
        if (claim != null) {
            return new PublishedJudgement(spec.commandLine().getOut(), json).judge(actual, claim);
        }
        Tolerance tolerance = new Tolerance(checked("--rel", relative), checked("--abs", absolute));
        JsonComparison comparison = JsonComparison.of(JsonFiles.readWithNonFinite(actual),
                JsonFiles.readWithNonFinite(expected), tolerance);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            comparison.values().forEach(value -> out.println(value.toJson()));
        } else {
            print(comparison, out);
        }
        out.flush();
        return comparison.equal() ? 0 : 1;
    }

    private OptionalDouble checked(String option, Double tolerance) {
        if (tolerance == null) {
            return OptionalDouble.empty();
        }
        if (!(tolerance >= 0)) {
            throw new CommandLine.ParameterException(spec.commandLine(), option + ": 0 or more was expected, this is "
                    + tolerance);
        }
        return OptionalDouble.of(tolerance);
    }

    private static void print(JsonComparison comparison, PrintWriter out) {
        List<ComparedValue> values = comparison.values();
        List<ComparedValue> failing = values.stream().filter(value -> !value.ok())
                .sorted(Comparator.comparingDouble(ComparedValue::share).reversed()).toList();
        out.printf(Locale.ROOT, "%d values compared, %d outside their limits%n", values.size(), failing.size());
        if (comparison.drift().flips() > 0) {
            out.printf(Locale.ROOT, "%d firings changed the order of their divergences within tolerance; "
                    + "rates were given that much room%n", comparison.drift().flips());
        }
        printFailing(failing, out);
        printNotJudged(values, out);
        if (failing.isEmpty()) {
            printClosest(values, out);
        }
        out.println(failing.isEmpty() ? "equal within tolerance" : "they differ");
    }

    private static void printFailing(List<ComparedValue> failing, PrintWriter out) {
        failing.stream().limit(SHOWN).forEach(value -> out.println("  " + line(value)));
        if (failing.size() > SHOWN) {
            out.printf(Locale.ROOT, "  and %d more; --json lists all%n", failing.size() - SHOWN);
        }
    }

    private static String line(ComparedValue value) {
        String path = value.path().isEmpty() ? "the whole file" : value.path();
        if (value.actual() == null) {
            return path + ": missing, expected " + shown(value.expected());
        }
        if (value.expected() == null) {
            return path + ": not expected, is " + shown(value.actual());
        }
        String both = path + ": " + shown(value.actual()) + ", expected " + shown(value.expected());
        return Double.isNaN(value.difference()) || value.kind() == ValueKind.COUNT ? both
                : both + String.format(Locale.ROOT, " (difference %.3g, limit %.3g)", value.difference(),
                        value.limit());
    }

    /** One line per field, however many records have it: an upstream file lacks many of our fields. */
    private static void printNotJudged(List<ComparedValue> values, PrintWriter out) {
        Map<String, List<ComparedValue>> byField = values.stream().filter(CompareCommand::isNotJudged)
                .collect(Collectors.groupingBy(value -> value.path().replaceAll("\\[[^]]*]", "[*]"),
                        LinkedHashMap::new, Collectors.toList()));
        byField.forEach((field, found) -> out.println("  not judged: "
                + (found.size() == 1 ? line(found.get(0)) : field + ": " + found.size() + " values")));
    }

    private static boolean isNotJudged(ComparedValue value) {
        boolean extra = value.ok() && value.expected() == null;
        return extra || value.kind() == ValueKind.PROVENANCE && !same(value);
    }

    private static boolean same(ComparedValue value) {
        return value.actual() != null && value.actual().equals(value.expected());
    }

    private static void printClosest(List<ComparedValue> values, PrintWriter out) {
        values.stream().filter(value -> value.share() > 0).max(Comparator.comparingDouble(ComparedValue::share))
                .ifPresent(value -> out.println("closest to its limit: " + line(value)));
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= WIDEST_VALUE ? text : text.substring(0, WIDEST_VALUE) + "…";
    }
}
