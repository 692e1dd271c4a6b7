package org.writesae.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.model.HostModel;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

/** Passages and dictionaries of the bundled models. */
public final class BundledCells {
    public static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));

    private BundledCells() {
    }

    /** The folder of a model. */
    public static Path model(String name) {
        return DATA.resolve("models").resolve(name);
    }

    /** Its passages; of a model without a corpus those of its golden runs. */
    public static int[][] passages(String name) {
        Path corpus = model(name).resolve("corpus.npy");
        Tensor tokens = Npy.open(Files.exists(corpus) ? corpus : model(name).resolve("tokens.npy"));
        int[] all = tokens.ints();
        int length = (int) tokens.shape(1);
        int[][] passages = new int[(int) tokens.shape(0)][];
        Arrays.setAll(passages, s -> Arrays.copyOfRange(all, s * length, (s + 1) * length));
        return passages;
    }

    /** A dictionary with key factors first. */
    public static WriteSae dictionary(HostModel model, Path checkpoint) {
        SaeCheckpoint stored = SaeCheckpoint.load(checkpoint);
        return new WriteSae(Orientation.of(null, stored.config(), model.config(), model.name()).canonical(stored), model.backend());
    }

    /** The dictionary of that name of a model. */
    public static WriteSae dictionary(HostModel model, String name, String dictionary) {
        return dictionary(model, model(name).resolve("sae").resolve(dictionary).resolve("best.pt"));
    }
}
