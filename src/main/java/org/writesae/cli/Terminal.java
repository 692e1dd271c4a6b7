package org.writesae.cli;

import java.io.Console;

/** What standard error is connected to. */
final class Terminal {
    /** Set by the launcher, which can ask; Java itself can only say whether input and output are both a terminal. */
    static final String PROPERTY = "writesae.stderr.terminal";

    private Terminal() {
    }

    /** A text from a file without what a terminal would take for a command. */
    static String harmless(String text) {
        return text.replaceAll("\\p{Cntrl}", "\ufffd");
    }

    /** Whether standard error is a terminal, so that progress may be shown on it. */
    static boolean onStandardError() {
        String told = System.getProperty(PROPERTY);
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
