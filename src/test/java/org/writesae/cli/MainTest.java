package org.writesae.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

import org.writesae.experiment.Amplitude;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.KlDirection;
import org.writesae.experiment.RandomControl;
import org.writesae.experiment.ReadOut;
import org.writesae.experiment.Reading;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.WriteReading;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest {

    static Stream<String> commands() {
        return new CommandLine(new Main()).getSubcommands().keySet().stream();
    }

    /** Every command, those under reproduce included, as it is called. */
    static Stream<String> commandsOfAllLevels() {
        return under(new CommandLine(new Main())).map(command -> command.getCommandSpec().qualifiedName());
    }

    private static Stream<CommandLine> under(CommandLine command) {
        return command.getSubcommands().values().stream().flatMap(inner -> Stream.concat(Stream.of(inner), under(inner)));
    }

    @ParameterizedTest
    @MethodSource("commandsOfAllLevels")
    void helpNamesEveryOptionOfACommand(String name) {
        CommandLine command = under(new CommandLine(new Main())).filter(c -> c.getCommandSpec().qualifiedName().equals(name))
                .findFirst().orElseThrow();
        String help = help(name);
        assertThat(help).contains("Usage: " + name).contains("Exit codes:");
        command.getCommandSpec().options().forEach(option -> {
            assertThat(help).contains(option.names());
            assertThat(option.description()).as(option.longestName()).isNotEmpty();
        });
        command.getCommandSpec().positionalParameters().forEach(value -> assertThat(help).contains(value.paramLabel()));
    }

    @ParameterizedTest
    @MethodSource("commandsOfAllLevels")
    void helpIsLaidOut(String name) {
        String help = help(name);
        assertThat(help.lines()).allMatch(line -> line.length() <= 100);
        // What follows the first line of a synopsis is indented, up to the empty line behind it.
        assertThat(help.lines().dropWhile(line -> !line.startsWith("Usage: ")).skip(1).takeWhile(line -> !line.isEmpty()))
                .allMatch(line -> line.startsWith("       "));
        // A list of values is named once, and a percent sign is no format.
        assertThat(help).doesNotContain("......", "%n", "%%");
    }

    /** Help as printed, without a warning of picocli's, which go to the process's own stream. */
    private static String help(String name) {
        PrintStream before = System.err;
        ByteArrayOutputStream warnings = new ByteArrayOutputStream();
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
        try {
            return CommandRun.of((Object[]) (name + " --help").substring("writesae ".length()).split(" ")).done().out();
        } finally {
            System.setErr(before);
            assertThat(warnings.toString(StandardCharsets.UTF_8)).isEmpty();
        }
    }

    @Test
    void helpListsTheCommands() {
        String help = CommandRun.of("--help").done().out();
        commands().forEach(name -> assertThat(help).contains("\n  " + name + " "));
    }

    @Test
    void helpExplainsEveryReadingAndItsDefault() {
        String help = CommandRun.of("substitute", "--help").done().out();
        Stream.<Reading[]>of(WriteReading.values(), Amplitude.values(), RandomControl.values(), FiringSelection.values(),
                ReadOut.values(), KlDirection.values()).flatMap(Stream::of)
                .forEach(reading -> assertThat(help).contains(" " + reading.option() + ": "));
        SubstitutionReadings.PRIMARY.stated()
                .forEach(reading -> assertThat(help).containsPattern("Default:\\s+" + reading.option()));
        assertThat(help).contains("Default: 300.");
    }

    @Test
    void usageErrorsAreOneLine() {
        CommandRun.of().refused("writesae: Which command? (see writesae --help)");
        CommandRun.of("dream").refused("dream", "writesae --help");
        CommandRun.of("devices", "--json", "extra").refused("extra", "writesae devices --help");
        CommandRun.of("inspect").refused("FILE", "writesae inspect --help");
    }

    @Test
    void debugShowsWhere() {
        CommandRun run = CommandRun.of("inspect", "no-such-file", "--debug");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("\tat org.writesae.", "writesae: no-such-file");
        CommandRun.of("inspect", "no-such-file").refused("writesae: no-such-file");
    }

    @Test
    void faultsOfOurOwnAreNotTheUsers() {
        StringWriter err = new StringWriter();
        assertThat(Failures.report(new IllegalStateException("two\nlines"), new PrintWriter(err), false)).isEqualTo(3);
        assertThat(Failures.report(new OutOfMemoryError(), new PrintWriter(err), false)).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).first().asString().contains("two; lines (--debug");
    }

    @Test
    void version() {
        assertThat(CommandRun.of("--version").done().out()).contains("writesae ", "Java 25");
    }

    @Test
    void devices() throws Exception {
        assertThat(CommandRun.of("devices").done().out()).startsWith("jvm  Java 25").contains("tornado  not available: ");
        for (String line : CommandRun.of("devices", "--json").done().out().split("\n")) {
            assertThat(new JsonMapper().readTree(line).fieldNames()).toIterable().contains("device", "available", "description");
        }
    }
}
