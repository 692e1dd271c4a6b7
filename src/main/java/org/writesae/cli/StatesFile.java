package org.writesae.cli;

import java.nio.file.Path;
import java.util.Set;

import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.sae.SaeConfig;

/** States to encode, from an npy or a safetensors file. */
final class StatesFile {
    private static final String USUAL = "states";

    private StatesFile() {
    }

    /**
     * [N, d_k, d_v], or the same flat or as one state.
     *
     * @param key tensor of a safetensors file; null for {@code states} or the only one
     */
    static float[] read(Path file, String key, SaeConfig sae) {
        if (!file.toString().endsWith(".safetensors")) {
            if (key != null) {
                throw new InputException("--key " + key + ": " + file + " is no .safetensors file, so it has no names");
            }
            return elements(Npy.open(file), sae);
        }
        try (TensorFile tensors = Safetensors.open(file)) {
            return elements(tensors.tensor(key == null ? name(file, tensors.names()) : key), sae);
        }
    }

    private static String name(Path file, Set<String> names) {
        if (names.contains(USUAL)) {
            return USUAL;
        }
        if (names.size() == 1) {
            return names.iterator().next();
        }
        throw new InputException(file + ": no tensor \"" + USUAL + "\" among " + names.size()
                + ", choose one with --key");
    }

    private static float[] elements(Tensor tensor, SaeConfig sae) {
        boolean whole = tensor.rank() >= 2 && tensor.shape(tensor.rank() - 2) == sae.dk()
                && tensor.shape(tensor.rank() - 1) == sae.dv() && tensor.rank() <= 3;
        boolean flat = tensor.rank() == 2 && tensor.shape(1) == sae.dIn();
        if (!whole && !flat) {
            throw new InputException(tensor.where() + ": shape " + tensor.shapeText() + ", expected [N, " + sae.dk() + ", "
                    + sae.dv() + "] as the autoencoder's atoms are" + hint(tensor, sae));
        }
        return tensor.requireFinite().floats();
    }

    private static String hint(Tensor tensor, SaeConfig sae) {
        boolean turned = tensor.rank() >= 2 && tensor.shape(tensor.rank() - 2) == sae.dv()
                && tensor.shape(tensor.rank() - 1) == sae.dk();
        return turned ? "; with key rows they fit it by --orientation value-key" : "";
    }
}
