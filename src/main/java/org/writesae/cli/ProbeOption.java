package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import picocli.CommandLine.Option;

import org.writesae.experiment.probing.ProbedFeatures;
import org.writesae.experiment.probing.ProbingClaim;
import org.writesae.io.InputException;
import org.writesae.sae.SaeCheckpoint;

/** {@code --probe}: which feature follows what, for claims on features that probing finds. */
final class ProbeOption {

    @Option(names = "--probe", paramLabel = "FILE",
            description = "Which feature follows what: the result of reproduce probing on the cell, or upstream's probe_features_L9_H0.json. "
                + "Default: OUT/probing/summary.json.")
    private Path probe;

    /** @param out the folder of results */
    Path file(Path out) {
        return probe == null ? out.resolve(ProbingClaim.ID).resolve(ClaimOptions.RESULT) : probe;
    }

    /**
     * Reads it.
     *
     * @param dictionary of the cell
     * @throws InputException if it is not there, or of another cell
     */
    ProbedFeatures read(Path out, int layer, int head, SaeCheckpoint dictionary) {
        Path file = file(out);
        if (probe == null && !Files.exists(file)) {
            throw new InputException(file + ": not there; run reproduce probing on the cell first, or name its result with --probe");
        }
        ProbedFeatures probed = ProbedFeatures.read(file);
        probed.requireCell(layer, head, dictionary.config().features());
        return probed;
    }
}
