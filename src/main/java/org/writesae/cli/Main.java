package org.writesae.cli;

import java.io.PrintWriter;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Entry point of the {@code writesae} command; every subcommand is a class of its own. */
@Command(name = "writesae", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "The replacement test of WriteSAE (arXiv 2605.12770), and everything under it, in plain Java.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "writesae COMMAND --help describes a command."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a comparison failed", "2:bad input or usage", "3:a fault of this program"},
        subcommands = {DemoCommand.class, SubstituteCommand.class, TraceCommand.class, RunCommand.class,
            GenerateCommand.class, TokenizeCommand.class, ExtractCommand.class, EncodeCommand.class,
            TrainCommand.class, BaselinesCommand.class, InspectCommand.class, ConvertCommand.class,
            CompareCommand.class, ReproduceCommand.class, AuditCommand.class, VerifyCommand.class, ConformCommand.class,
            FetchCommand.class, BenchCommand.class, DevicesCommand.class})
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print stack traces of errors.")
    private boolean debug;

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs the command line and returns its exit code instead of ending the process. */
    public static int run(String... args) {
        StandardOutput out = new StandardOutput();
        PrintWriter err = new PrintWriter(System.err, true);
        int code = run(out.writer(), err, args);
        String problem = out.problem();
        if (problem != null) {
            err.println("writesae: standard output: " + problem);
        }
        return problem == null ? code : Math.max(code, Failures.BAD_INPUT);
    }

    /** The same with other streams than the process's own. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setOut(out).setErr(err).setUsageHelpWidth(100);
        Synopsis.layOut(line);
        line.setParameterExceptionHandler((failure, given) -> Failures.usage(failure, main.debug));
        line.setExecutionExceptionHandler((failure, command, parsed) -> Failures.report(failure, err, main.debug));
        try {
            return line.execute(args);
        } catch (Error failure) {
            return Failures.report(failure, err, main.debug);
        }
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
    }
}
