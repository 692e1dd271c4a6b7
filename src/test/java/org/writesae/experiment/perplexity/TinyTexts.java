package org.writesae.experiment.perplexity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.TaggedDictionaries;
import org.writesae.experiment.TaggedDictionaries.Dictionary;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.sae.SaeCheckpoint;

/** The bundled model, its texts, its dictionaries of layer 2, and the golden results on them. */
final class TinyTexts {
    static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));
    static final Path MODEL = DATA.resolve("models/gdn-tiny");
    static final int LAYER = 2;
    static final int HEADS = 4;

    private TinyTexts() {
    }

    /** The texts that the golden results are of. */
    static int[][] sequences() {
        Tensor corpus = Npy.open(MODEL.resolve("corpus.npy"));
        int length = (int) corpus.shape(1);
        int[] all = corpus.ints();
        int[][] sequences = new int[8][];
        Arrays.setAll(sequences, s -> Arrays.copyOfRange(all, s * length, (s + 1) * length));
        return sequences;
    }

    static JsonNode golden(String name) {
        return JsonFiles.read(DATA.resolve("golden/downstream/gdn-tiny-" + name + ".json"));
    }

    /** All heads that have one, of each folder name in order; the folder's name is the name of the group. */
    static TaggedDictionaries dictionaries(String... kinds) {
        List<Dictionary> found = new ArrayList<>();
        for (String kind : kinds) {
            for (int head = 0; head < HEADS; head++) {
                Path folder = MODEL.resolve("sae/" + kind + "_L" + LAYER + "_H" + head);
                if (Files.exists(folder)) {
                    found.add(new Dictionary(kind.equals("bilinear-r2") ? "r2" : "", head, SaeCheckpoint.load(folder)));
                }
            }
        }
        return new TaggedDictionaries(found);
    }

    /** Those of one head only. */
    static TaggedDictionaries ofHead(int head, String... kinds) {
        List<Dictionary> found = new ArrayList<>();
        for (String kind : kinds) {
            found.add(new Dictionary("", head, SaeCheckpoint.load(MODEL.resolve("sae/" + kind + "_L" + LAYER + "_H" + head))));
        }
        return new TaggedDictionaries(found);
    }
}
