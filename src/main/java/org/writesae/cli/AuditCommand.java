package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.reference.audit.Audit;
import org.writesae.reference.audit.Check;
import org.writesae.reference.audit.Part;
import org.writesae.reference.audit.Verdict;
import org.writesae.reference.published.Conflict;
import org.writesae.reference.published.PublishedData;
import org.writesae.report.AuditReport;

/** {@code audit}: the published numbers against each other. */
@Command(name = "audit", mixinStandardHelpOptions = true, sortOptions = false,
        header = "The published numbers against each other.",
        customSynopsis = "writesae audit [OPTIONS]",
        description = {"", "Check the published numbers against each other, with the arithmetic shown.", "",
            "OK: holds to the printed digits.",
            "OK~: holds within the rounding of the numbers it comes from.",
            "NOTE: not wrong, but a reader should know.",
            "FAIL: does not hold.",
            "A check with several parts has the worst verdict of them. What the check finds is no failure of this "
                + "program, so the exit code stays 0."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class AuditCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--check", paramLabel = "ID,...", hideParamSyntax = true, split = ",",
            description = "Only these checks, for example C12 or C3,C3b.")
    private List<String> ids;

    @Option(names = "--conflicts", description = "List where the sources disagree instead, K1 to K45.")
    private boolean conflicts;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write checks and conflicts as an HTML page.")
    private Path page;

    @Option(names = "--json", description = "One JSON object per check or conflict.")
    private boolean json;

    @Override
    public Integer call() {
        OutputTarget.require("--out", page);
        PublishedData data = PublishedData.at(ProjectFolder.referenceData().resolve("published"));
        PrintWriter out = spec.commandLine().getOut();
        if (conflicts) {
            if (ids != null || page != null) {
                throw new InputException("--conflicts lists conflicts only: without --check and --out");
            }
            data.conflicts().forEach(conflict -> print(conflict, out));
        } else {
            List<Check> checks = chosen(Audit.of(data));
            checks.forEach(check -> print(check, out));
            if (!json) {
                out.println(summary(checks));
            }
            if (page != null) {
                AuditReport.write(page, checks, data.conflicts());
            }
        }
        out.flush();
        return 0;
    }

    private List<Check> chosen(List<Check> all) {
        if (ids == null) {
            return all;
        }
        Map<String, Check> byId = all.stream().collect(Collectors.toMap(Check::id, check -> check));
        for (String id : ids) {
            if (!byId.containsKey(id)) {
                throw new InputException("--check " + id + ": no such check; they are C1 to C56, some with a letter (C3b)");
            }
        }
        return ids.stream().map(byId::get).toList();
    }

    private void print(Check check, PrintWriter out) {
        if (json) {
            out.println(check.toJson());
            return;
        }
        out.println(check.id() + "  " + check.verdict().label() + "  " + check.title());
        for (Part part : check.parts()) {
            String verdict = part.verdict() == null ? "" : part.verdict().label();
            out.println("    " + padded(verdict) + part.what() + (part.computed().isEmpty() ? "" : ": " + part.result())
                    + (part.published().isEmpty() ? "" : "   (published: " + part.published() + ")"));
        }
        out.println("    " + check.why());
        out.println();
    }

    private static String padded(String verdict) {
        return verdict + " ".repeat(6 - verdict.length());
    }

    private static String summary(List<Check> checks) {
        Map<Verdict, Long> counts = checks.stream().collect(Collectors.groupingBy(Check::verdict, TreeMap::new,
                Collectors.counting()));
        return checks.size() + " checks: " + counts.entrySet().stream().map(count -> count.getValue() + " "
                + count.getKey().label()).collect(Collectors.joining(", "));
    }

    private void print(Conflict conflict, PrintWriter out) {
        if (json) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("id", conflict.id());
            line.put("title", conflict.title());
            conflict.versions().forEach(line.putArray("versions")::add);
            line.put("reading", conflict.reading());
            out.println(line);
            return;
        }
        out.println(conflict.id() + "  " + conflict.title());
        conflict.versions().forEach(version -> out.println("    - " + version));
        out.println("    here: " + conflict.reading());
        out.println();
    }
}
