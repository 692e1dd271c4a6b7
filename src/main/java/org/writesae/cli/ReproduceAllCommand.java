package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.reference.published.PublishedData;
import org.writesae.report.ClaimReport;

/** {@code reproduce all}: every claim that can be run, and one report. */
@Command(name = "all", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Every claim, one after the other, and one report.",
        customSynopsis = {"writesae reproduce all --tiny --out DIR",
            "writesae reproduce all --model NAME=DIR... --tokens NAME=F.npy... --checkpoints REPO --out DIR"},
        description = {"", "With --tiny, on the bundled models, in a few minutes. Otherwise on the paper's models: give each by its name, "
            + "Qwen3.5-0.8B=DIR, with passages of its tokens, and the published repository of checkpoints. Claims that "
            + "lack something are listed with what they lack. Each is the command that is printed, and can be run by itself.",
            "The published result files are read where the repository has them (results/)."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage, or a claim failed"})
public final class ReproduceAllCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--tiny", description = "The bundled models and checkpoints.")
    private boolean tiny;

    @Option(names = "--model", paramLabel = "NAME=DIR", description = "A model by the paper's name for it.")
    private Map<String, Path> models = new LinkedHashMap<>();

    @Option(names = "--tokens", paramLabel = "NAME=F.npy", description = "Passages of a model's tokens, [n, L].")
    private Map<String, Path> tokens = new LinkedHashMap<>();

    @Option(names = "--states", paramLabel = "NAME=DIR", description = "Extracted states of a model, for the claims that train.")
    private Map<String, Path> states = new LinkedHashMap<>();

    @Option(names = "--prompts", paramLabel = "NAME=FILE", description = "Prompts for a model, for the claims that generate text.")
    private Map<String, Path> prompts = new LinkedHashMap<>();

    @Option(names = "--checkpoints", paramLabel = "REPO", description = "The repository of published checkpoints and results.")
    private Path checkpoints;

    @Option(names = "--only", paramLabel = "CLAIM", arity = "1..*", hideParamSyntax = true, description = "Only these claims.")
    private List<String> only = List.of();

    @Option(names = "--resume", description = "Keep the claims whose result is in DIR already. Without it they are "
            + "run again; a claim that was killed goes on where it stopped either way.")
    private boolean resume;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where results and report.html go.")
    private Path out;

    @Option(names = "--device", paramLabel = "DEVICE", description = "As for every claim.")
    private String device;

    @Option(names = "--threads", paramLabel = "N", description = "As for every claim.")
    private Integer threads;

    @Override
    public Integer call() {
        OutputTarget.requireDirectory("--out", out, out);
        List<ClaimPlan.Step> steps = steps();
        PrintWriter printed = spec.commandLine().getOut();
        List<String> failed = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        for (ClaimPlan.Step step : steps) {
            if (!step.missing().isEmpty()) {
                lacking.add(step.claim() + " needs " + String.join(", ", step.missing()));
            } else if (!(resume && Files.exists(out.resolve(step.result()))) && run(step, printed) != 0) {
                failed.add(step.claim());
            }
        }
        lacking.forEach(line -> printed.println("not run: " + line));
        if (!lacking.isEmpty()) {
            missingRepositories().forEach(command -> printed.println("to get: " + command));
        }
        Path report = out.resolve("report.html");
        Path results = checkpoints == null || !Files.isDirectory(checkpoints.resolve("results")) ? null : checkpoints.resolve("results");
        int shown = ClaimReport.write(report, out, PublishedData.at(ProjectFolder.referenceData().resolve("published")), results);
        printed.println(shown + " claims; report: " + report);
        printed.flush();
        if (!failed.isEmpty()) {
            throw new InputException("failed: " + String.join(", ", failed));
        }
        return 0;
    }

    private List<ClaimPlan.Step> steps() {
        if (tiny == (checkpoints != null || !models.isEmpty())) {
            throw new InputException("--tiny, or --model with --checkpoints (writesae fetch gets them): one of them was expected");
        }
        Map<String, Path> given = new LinkedHashMap<>();
        models.forEach((name, path) -> given.put("model:" + name, path));
        tokens.forEach((name, path) -> given.put("tokens:" + name, path));
        states.forEach((name, path) -> given.put("states:" + name, path));
        prompts.forEach((name, path) -> given.put("prompts:" + name, path));
        Path plan = ProjectFolder.referenceData().resolve(tiny ? "tiny-claims.json" : ClaimPlan.PUBLISHED);
        List<ClaimPlan.Step> steps = ClaimPlan.read(plan, given, checkpoints);
        for (String claim : only) {
            if (steps.stream().noneMatch(step -> step.claim().equals(claim))) {
                throw new InputException("--only " + claim + ": not among the claims that can be run: "
                        + String.join(", ", steps.stream().map(ClaimPlan.Step::claim).distinct().toList()));
            }
        }
        return steps.stream().filter(step -> only.isEmpty() || only.contains(step.claim())).toList();
    }

    /** Commands for the models and the checkpoints that were not given, and that the chosen claims need. */
    private List<String> missingRepositories() {
        ClaimSources sources = ClaimSources.read(ProjectFolder.referenceData().resolve(ClaimPlan.PUBLISHED));
        List<String> commands = new ArrayList<>();
        sources.models(only).stream().filter(name -> !models.containsKey(name)).forEach(name -> commands.add(sources.ofModel(name)));
        if (checkpoints == null || !Files.isDirectory(checkpoints)) {
            commands.add(sources.ofAllCheckpoints(checkpoints));
        }
        return commands;
    }

    private int run(ClaimPlan.Step step, PrintWriter printed) {
        List<String> arguments = new ArrayList<>(List.of("reproduce", step.claim()));
        arguments.addAll(step.arguments());
        if (device != null) {
            arguments.addAll(List.of("--device", device));
        }
        if (threads != null) {
            arguments.addAll(List.of("--threads", threads.toString()));
        }
        arguments.addAll(List.of("--out", out.toString()));
        printed.println("== writesae " + String.join(" ", arguments));
        printed.flush();
        int code = Main.run(printed, spec.commandLine().getErr(), arguments.toArray(String[]::new));
        printed.println();
        return code;
    }
}
