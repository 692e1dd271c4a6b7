package org.writesae.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code reproduce}: the published claims, named as upstream's results folders. */
@Command(name = "reproduce", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        header = "The published claims: what each needs, and running it again.",
        description = {"", "Every claim that can be run is a command of its own, named as upstream's folder of results. list says "
            + "what each needs; all runs them, with --tiny on the bundled models; report draws what was run."},
        subcommands = {
            ReproduceListCommand.class,
            ReproduceAllCommand.class,
            ReproduceReportCommand.class,
            ReproduceSubstitutionCommand.class,
            ReproducePopulationCommand.class,
            ReproduceClassAxesCommand.class,
            ReproduceMamba2Command.class,
            ReproduceClosedFormCommand.class,
            ReproduceSignTestCommand.class,
            ReproduceHeadsCommand.class,
            ReproduceFalsificationCommand.class,
            ReproducePartitionCommand.class,
            ReproduceCrossPartitionCommand.class,
            ReproduceFlatSvdCommand.class,
            ReproduceWriteComponentCommand.class,
            ReproduceMemoryAlignmentCommand.class,
            ReproduceSpectralCommand.class,
            ReproduceMamba2AuditCommand.class,
            ReproduceEncoderSwapCommand.class,
            ReproduceRankSweepCommand.class,
            ReproduceFamilyInvarianceCommand.class,
            ReproduceMemoryEditCommand.class,
            ReproduceInstallCommand.class,
            ReproduceDownstreamCommand.class,
            ReproducePassageNllCommand.class,
            ReproduceNewlineSteeringCommand.class,
            ReproduceCollectiveCommand.class,
            ReproduceAliveCommand.class,
            ReproduceSelectivityCommand.class,
            ReproduceReadersCommand.class,
            ReproduceQualityCommand.class,
            ReproduceTemporalCommand.class,
            ReproduceProbingCommand.class,
            ReproduceCausalClampCommand.class,
            ReproduceAblationCommand.class},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which claim? list shows them, all runs them");
    }
}
