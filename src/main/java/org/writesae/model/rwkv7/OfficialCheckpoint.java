package org.writesae.model.rwkv7;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.io.TorchFile;
import org.writesae.kernels.GatedDelta;

/**
 * A checkpoint as the authors of RWKV-7 publish it: one {@code .pth} file, named or alone in a directory
 * without {@code config.json}. It has no config: the shapes of its tensors say all there is to know.
 */
public final class OfficialCheckpoint {
    /** ε of the norm of a head, whatever its width (official {@code rwkv_v7_demo.py}). */
    private static final double HEAD_EPS = 64e-5;

    private OfficialCheckpoint() {
    }

    /** Whether a path is such a file, or a directory with one. */
    public static boolean accepts(Path path) {
        return isCheckpoint(path) || Files.isDirectory(path) && !Files.exists(path.resolve("config.json")) && !inside(path).isEmpty();
    }

    private static boolean isCheckpoint(Path path) {
        return Files.isRegularFile(path) && path.toString().endsWith(".pth");
    }

    private static List<Path> inside(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(OfficialCheckpoint::isCheckpoint).sorted().toList();
        } catch (IOException e) {
            throw new InputException(directory + ": " + e.getMessage(), e);
        }
    }

    /**
     * The tensors of the file.
     *
     * @param path the file, or a directory with it alone
     */
    public static TensorFile open(Path path) {
        if (isCheckpoint(path)) {
            return TorchFile.read(path).tensorFile();
        }
        List<Path> files = inside(path);
        if (files.size() != 1) {
            throw new InputException(path + ": " + files.size() + " .pth files and no config.json; name one of them");
        }
        return TorchFile.read(files.getFirst()).tensorFile();
    }

    /**
     * The sizes of a checkpoint, from the shapes of its tensors.
     *
     * @throws InputException if it is not one of an RWKV-7 model
     */
    public static Rwkv7Config read(Path path) {
        try (TensorFile file = open(path)) {
            return config(file);
        }
    }

    static Rwkv7Config config(TensorFile file) {
        if (!file.contains("blocks.0.att.r_k") || !file.contains("emb.weight")) {
            throw InputException.at(file.path(), "tensors",
                    "no emb.weight or no blocks.0.att.r_k: not an official RWKV-7 checkpoint");
        }
        Tensor embedding = file.tensor("emb.weight").requireShape(-1, -1);
        Tensor bonus = file.tensor("blocks.0.att.r_k").requireShape(-1, -1);
        int hidden = whole(embedding, 1);
        int dk = whole(bonus, 1);
        if (hidden == 0 || (long) whole(bonus, 0) * dk != hidden || dk > GatedDelta.MAX_KEY_WIDTH) {
            throw new InputException(bonus.where() + ": shape " + bonus.shapeText() + ", expected heads of at most "
                    + GatedDelta.MAX_KEY_WIDTH + " that make up the " + hidden + " channels of emb.weight");
        }
        int layers = 0;
        while (file.contains("blocks." + layers + ".att.r_k")) {
            layers++;
        }
        Tensor values = layers > 1 ? file.tensor("blocks.1.att.v1").requireShape(hidden, -1) : null;
        Ranks ranks = new Ranks(rank(file, "w1", hidden), rank(file, "a1", hidden), values == null ? 1 : whole(values, 1),
                rank(file, "g1", hidden));
        return new Rwkv7Config(whole(embedding, 0), hidden, layers, whole(bonus, 0), dk, dk,
                whole(file.tensor("blocks.0.ffn.key.weight").requireShape(-1, hidden), 0), ranks, true, true, 1e-5, HEAD_EPS, 0,
                1e-12, false);
    }

    private static int rank(TensorFile file, String name, int hidden) {
        return whole(file.tensor("blocks.0.att." + name).requireShape(hidden, -1), 1);
    }

    private static int whole(Tensor tensor, int axis) {
        return Math.toIntExact(tensor.shape(axis));
    }
}
