package org.writesae.cli;

import picocli.CommandLine.Option;

/** Options that name a model, a dictionary of one of its cells, and passages. */
final class CellOptions extends DictionaryCellOptions {

    @Option(names = "--tokens", paramLabel = "TOKENS", required = true,
            description = "Passages: an .npy file of integers, [n, L] or [L]; or one passage as 1,2,3.")
    private String tokens;

    Sequences sequences() {
        return Sequences.read(tokens);
    }
}
