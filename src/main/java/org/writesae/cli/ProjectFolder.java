package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import org.writesae.io.InputException;

/** Where the files of the project are. */
final class ProjectFolder {
    /** Set by the launcher to the folder it is in. */
    static final String PROPERTY = "writesae.home";

    private ProjectFolder() {
    }

    /** The folder {@code reference-data}: beside the launcher, else in the working directory. */
    static Path referenceData() {
        String home = System.getProperty(PROPERTY);
        Path folder = Path.of(home == null ? "" : home, "reference-data");
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": not found; start ./writesae of a checkout, or work in its folder");
        }
        return folder;
    }
}
