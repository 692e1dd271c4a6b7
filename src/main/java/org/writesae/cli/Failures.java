package org.writesae.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

import picocli.CommandLine;

import org.writesae.io.InputException;
import org.writesae.runtime.DeviceMemoryException;

/** Turns what went wrong into one line on standard error and an exit code. */
final class Failures {
    static final int BAD_INPUT = 2;
    private static final int OUR_FAULT = 3;

    private Failures() {
    }

    /** A command line that cannot be understood. */
    static int usage(CommandLine.ParameterException failure, boolean debug) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        if (debug) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().println(name + ": " + oneLine(failure.getMessage()) + " (see " + name + " --help)");
        return BAD_INPUT;
    }

    /** Bad input is the user's to mend; anything else is a fault of this program. */
    static int report(Throwable failure, PrintWriter err, boolean debug) {
        if (debug) {
            failure.printStackTrace(err);
        }
        err.println("writesae: " + message(failure));
        err.flush();
        return isBadInput(failure) ? BAD_INPUT : OUR_FAULT;
    }

    private static boolean isBadInput(Throwable failure) {
        return failure instanceof InputException || failure instanceof UncheckedIOException
                || failure instanceof OutOfMemoryError || failure instanceof DeviceMemoryException || isTooLarge(failure);
    }

    /** Sizes of arrays are multiplied so that an overflow is thrown ({@link Math#multiplyExact}). */
    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof ArithmeticException && String.valueOf(failure.getMessage()).endsWith("overflow");
    }

    private static String message(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return String.format(Locale.ROOT, "not enough memory: this needs more than the %.1f GB that Java may use here "
                    + "(WRITESAE_JAVA_OPTS=-Xmx… gives it more)", JvmFacts.heapBytes() / 1e9);
        }
        if (isTooLarge(failure)) {
            return "too large: this needs an array of more than 2^31 numbers; fewer tokens, states, heads or features at a time "
                    + "need less (--debug shows where)";
        }
        return isBadInput(failure) ? oneLine(String.valueOf(failure.getMessage()))
                : "internal fault: " + oneLine(failure.toString()) + " (--debug shows where)";
    }

    private static String oneLine(String message) {
        return Terminal.harmless(message.strip().replaceAll("\\s*\\R\\s*", "; "));
    }
}
