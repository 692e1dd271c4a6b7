package org.writesae.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

import org.writesae.io.InputException;
import org.writesae.sae.SaeCheckpoint;

/** Options that name several autoencoders of one cell. */
final class CellDictionaryOptions {

    @Option(names = "--sae-checkpoint", paramLabel = "PATH", required = true, arity = "1..*", hideParamSyntax = true,
            description = "Autoencoders of the cell: files, directories with one, or directories of such directories.")
    private List<Path> paths;

    @Option(names = "--layer", paramLabel = "N", description = "Layer, from 0. Default: what the first autoencoder states.")
    private Integer layer;

    @Option(names = "--head", paramLabel = "N", description = "Head, from 0. Default: what the first autoencoder states.")
    private Integer head;

    /**
     * What was chosen.
     *
     * @param dictionaries by tag, the name of the folder they are in, as upstream has them; of equal names by path
     */
    record Chosen(int layer, int head, Map<String, SaeCheckpoint> dictionaries) {

        /** The file of the cell's states in an extraction, {@code --data-dir}. */
        Path states(Path data) {
            return StatesFolder.cell(data, layer, head);
        }

        /** Adds it to a result's {@code config}. */
        ObjectNode describe(ObjectNode config) {
            ObjectNode checkpoints = config.put("layer", layer).put("head", head).putObject("sae_checkpoints");
            dictionaries.forEach((tag, checkpoint) -> checkpoints.put(tag, checkpoint.path().toString()));
            return config;
        }
    }

    /** Reads them, all with an encoder and of one cell. */
    Chosen read(Notes notes) {
        Map<String, SaeCheckpoint> all = new LinkedHashMap<>();
        for (Path path : paths) {
            for (SaeCheckpoint one : CheckpointFolder.read(path)) {
                notes.about(one);
                if (!one.hasEncoder()) {
                    throw new InputException(one.path() + ": has no encoder, so that nothing can be encoded with it");
                }
                Path folder = one.path().toAbsolutePath().getParent();
                String tag = folder.getFileName() == null ? one.path().toString() : folder.getFileName().toString();
                if (all.putIfAbsent(all.containsKey(tag) ? one.path().toString() : tag, one) != null) {
                    throw new InputException("--sae-checkpoint " + one.path() + ": given twice");
                }
            }
        }
        SaeCheckpoint first = all.values().iterator().next();
        int ofLayer = notes.chosen("--layer", layer, first.config().layer(), first.path());
        int ofHead = notes.chosen("--head", head, first.config().head(), first.path());
        all.values().forEach(one -> requireCell(one, first));
        return new Chosen(ofLayer, ofHead, all);
    }

    private static void requireCell(SaeCheckpoint one, SaeCheckpoint first) {
        if (differs(one.config().layer(), first.config().layer()) || differs(one.config().head(), first.config().head())) {
            throw new InputException(one.path() + ": of " + cell(one) + ", " + first.path() + " is of " + cell(first));
        }
    }

    private static boolean differs(Integer one, Integer other) {
        return one != null && other != null && !one.equals(other);
    }

    private static String cell(SaeCheckpoint one) {
        return "L" + Objects.toString(one.config().layer(), "?") + " H" + Objects.toString(one.config().head(), "?");
    }
}
