package org.writesae.cli;

import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The usage lines of a command's help. picocli breaks those that a command words itself without indenting what follows. */
final class Synopsis {
    private static final String PROGRAM = "writesae";
    /** As wide as the heading, which stands in front of the first line. */
    private static final String MARGIN = " ".repeat("Usage: ".length());
    private static final String CONTINUED = MARGIN + " ".repeat(PROGRAM.length() + 1);

    private Synopsis() {
    }

    /** Lays out the usage lines of this command and of all under it. */
    static void layOut(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, Synopsis::render);
        command.getSubcommands().values().forEach(Synopsis::layOut);
    }

    private static String render(Help help) {
        UsageMessageSpec usage = help.commandSpec().usageMessage();
        if (usage.customSynopsis().length == 0) {
            return help.synopsis(help.synopsisHeadingLength());
        }
        StringBuilder text = new StringBuilder();
        usages(usage.customSynopsis()).forEach(words -> text.append(wrapped(words, usage.width())));
        return text.substring(MARGIN.length());
    }

    /** What begins with the program's name is a usage of its own, anything else goes on with the one before. */
    private static List<String> usages(String[] parts) {
        List<String> usages = new ArrayList<>();
        for (String part : parts) {
            if (part.startsWith(PROGRAM + " ")) {
                usages.add(part);
            } else {
                usages.set(usages.size() - 1, usages.getLast() + " " + part);
            }
        }
        return usages;
    }

    private static String wrapped(String usage, int width) {
        StringBuilder text = new StringBuilder();
        String line = MARGIN + PROGRAM;
        for (String option : usage.substring(PROGRAM.length() + 1).split(" (?=[-\\[(])")) {
            if (line.length() + 1 + option.length() > width) {
                text.append(line).append(System.lineSeparator());
                line = CONTINUED + option;
            } else {
                line += " " + option;
            }
        }
        return text.append(line).append(System.lineSeparator()).toString();
    }
}
