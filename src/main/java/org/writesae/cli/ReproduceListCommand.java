package org.writesae.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.reference.published.Claim;
import org.writesae.reference.published.Coverage;
import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;

/** {@code reproduce list [CLAIM]}: the claims, or one of them with its published numbers. */
@Command(name = "list", mixinStandardHelpOptions = true, sortOptions = false,
        header = "The published claims and their numbers.",
        customSynopsis = "writesae reproduce list [CLAIM] [--json]",
        description = {"", "List the published claims: what each needs, and how far the sources say what was done.",
            "With a claim, its published numbers too, and why some of them have no verdict: they are no field of a result.", "",
            "specified: the sources say all that is needed.",
            "interpreted: something is left open or contradicted; a default reading is taken and named.",
            "analogue: too much is missing to call a run a reproduction."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CLAIM", arity = "0..1", description = "A claim, for example 92pct_substitution.")
    private String name;

    @Option(names = "--json", description = "One JSON object per claim; with CLAIM, one per published number.")
    private boolean json;

    @Override
    public Integer call() {
        PublishedData data = PublishedData.at(ProjectFolder.referenceData().resolve("published"));
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            printAll(data, out);
        } else {
            Claim claim = data.claim(name);
            if (claim == null) {
                throw new InputException("CLAIM " + name + ": no such claim; writesae reproduce list shows them");
            }
            printOne(claim, data, out);
        }
        out.flush();
        return 0;
    }

    private void printAll(PublishedData data, PrintWriter out) {
        if (json) {
            data.claims().forEach(claim -> out.println(line(claim, data)));
            return;
        }
        int width = data.claims().stream().mapToInt(claim -> claim.id().length()).max().orElse(0);
        String row = "%-" + width + "s  %-11s  %7s  %6s  %s%n";
        out.printf(Locale.ROOT, row, "claim", "status", "numbers", "judged", "what");
        for (Claim claim : data.claims()) {
            List<PublishedNumber> numbers = data.numbersOf(claim.id());
            out.printf(Locale.ROOT, row, claim.id(), status(claim), numbers.size(), Coverage.of(data, numbers).judged(), claim.title());
        }
        out.println("not run here: " + String.join(", ", data.claims().stream().map(Claim::id).filter(id -> !isCommand(id)).toList()));
        Coverage coverage = Coverage.of(data, data.numbers());
        out.printf(Locale.ROOT, "%d claims, %d published numbers: %d get a verdict from compare --published (%d of them in part), %d have "
                + "a reason why not%nreproduce list CLAIM shows what a claim needs, and its numbers%n", data.claims().size(),
                data.numbers().size(), coverage.judged(), coverage.inPart(), coverage.none());
    }

    /** Whether a claim can be run: it then has a command of its name. */
    private boolean isCommand(String claim) {
        return spec.parent().subcommands().containsKey(claim);
    }

    private void printOne(Claim claim, PublishedData data, PrintWriter out) {
        List<PublishedNumber> numbers = data.numbersOf(claim.id());
        if (json) {
            numbers.forEach(number -> out.println(line(number, data)));
            return;
        }
        out.println(claim.id() + ": " + claim.title());
        out.println("  protocol    " + claim.experiment()
                + (claim.folder() == null ? "" : ", upstream's folder results/" + claim.folder()));
        out.println(Lines.paragraph("  status      ", status(claim) + ". " + claim.why(), 14));
        out.println("  command     " + (isCommand(claim.id()) ? "writesae reproduce " + claim.id() : "none here"));
        out.println("  model       " + claim.model());
        out.println("  checkpoint  " + claim.checkpoint());
        out.println("  tokens      " + claim.tokens());
        fetches(claim).forEach(command -> out.println("  to get it   " + command));
        int width = numbers.stream().mapToInt(number -> number.id().length()).max().orElse(0);
        for (PublishedNumber number : numbers) {
            out.println(Lines.paragraph("  " + padded(number.id(), width) + "  ", number.printed() + unit(number) + "  " + number.quantity()
                    + " (" + number.source() + ")", width + 4));
        }
        NotJudgedText.print(data.notJudgedOf(claim.id()), out);
    }

    /** Commands that get the models and checkpoints of a claim; none for a claim that is not run here. */
    private static List<String> fetches(Claim claim) {
        return ClaimSources.read(ProjectFolder.referenceData().resolve(ClaimPlan.PUBLISHED)).commands(claim.id());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String unit(PublishedNumber number) {
        return number.unit().equals("1") ? "" : " " + number.unit();
    }

    private ObjectNode line(Claim claim, PublishedData data) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("claim", claim.id());
        line.put("folder", claim.folder());
        line.put("experiment", claim.experiment());
        line.put("title", claim.title());
        line.put("status", status(claim));
        line.put("why", claim.why());
        line.put("command", isCommand(claim.id()) ? "reproduce " + claim.id() : null);
        line.put("model", claim.model());
        line.put("checkpoint", claim.checkpoint());
        line.put("tokens", claim.tokens());
        fetches(claim).forEach(line.putArray("fetch")::add);
        line.put("numbers", data.numbersOf(claim.id()).size());
        line.put("judged", Coverage.of(data, data.numbersOf(claim.id())).judged());
        return line;
    }

    private static ObjectNode line(PublishedNumber number, PublishedData data) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", number.id());
        line.put("quantity", number.quantity());
        line.put("printed", number.printed());
        line.put("value", number.value().isPresent() ? (Double) number.number() : null);
        line.put("unit", number.unit());
        line.put("low", number.interval() == null ? null : (Double) number.interval().low());
        line.put("high", number.interval() == null ? null : (Double) number.interval().high());
        line.put("n", number.n().isPresent() ? (Integer) number.size() : null);
        line.put("model", number.model());
        line.put("layer", number.layer());
        line.put("head", number.head());
        line.put("source", number.source());
        ArrayNode without = line.putArray("not_judged");
        data.notJudgedOf(number.claim()).forEach(group -> group.of(number).toJson().forEach(without::add));
        return line;
    }

    private static String status(Claim claim) {
        return claim.status().name().toLowerCase(Locale.ROOT);
    }
}
