package org.writesae.tornado;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The system properties of {@code strict.flags}, without which a device may give other bits, or run a kernel
 * in Java without a word. TornadoVM reads them once, when it starts, so they have to stand on the command line; this
 * class only checks that they do.
 */
final class StrictFlags {
    private static final List<String> REQUIRED = required();

    private StrictFlags() {
    }

    /** The flags of the file, as an argument file of the java command is read: a line each, but for those that end in \. */
    private static List<String> required() {
        try (InputStream in = StrictFlags.class.getResourceAsStream("strict.flags")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\\\\\R\\h*", "");
            return text.lines().filter(line -> line.contains("-D") && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the properties that are absent or have another value; empty if all is well. */
    static List<String> missing() {
        return REQUIRED.stream().map(flag -> flag.replace("\"", "").substring("-D".length()))
                .filter(flag -> !isGiven(flag)).map(StrictFlags::name).toList();
    }

    private static String name(String flag) {
        return flag.substring(0, flag.indexOf('='));
    }

    private static boolean isGiven(String flag) {
        return flag.equals(name(flag) + "=" + System.getProperty(name(flag)));
    }
}
