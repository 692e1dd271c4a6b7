package org.writesae.experiment.residual;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

import org.writesae.experiment.CellStates;
import org.writesae.experiment.TaggedDictionaries;
import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.sae.SaeConfig;

/** States as {@code writesae extract} and upstream lay them out: {@code layer_I/head_H.npy}, [n, d_k, d_v] each. */
public final class StateFiles implements HeadStates {
    private final SortedMap<Integer, Tensor> files = new TreeMap<>();
    private final int count;
    private final int size;

    /**
     * @param directory    with the layers
     * @param dictionaries whose heads and shapes are needed
     * @throws InputException if a file is missing, holds something else, or has more or fewer states than the others
     */
    public StateFiles(Path directory, int layer, TaggedDictionaries dictionaries) {
        String tag = dictionaries.tags().getFirst();
        SaeConfig config = dictionaries.of(tag).get(dictionaries.of(tag).firstKey()).config();
        this.size = config.dIn();
        for (int head : dictionaries.heads()) {
            Path file = CellStates.file(directory, layer, head);
            Tensor tensor = Npy.open(file);
            if (tensor.rank() != 3 || tensor.shape(1) != config.dk() || tensor.shape(2) != config.dv()) {
                throw new InputException(file + ": shape " + tensor.shapeText() + ", the dictionaries are for [n, " + config.dk()
                        + ", " + config.dv() + "]");
            }
            files.put(head, tensor.requireFinite());
        }
        Tensor first = files.get(files.firstKey());
        this.count = Math.toIntExact(first.shape(0));
        for (Tensor other : files.values()) {
            if (other.shape(0) != count) {
                throw new InputException(other.where() + ": " + other.shape(0) + " states, " + first.where() + " has " + count);
            }
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public float[] of(int head, int first, int some) {
        float[] states = new float[Math.multiplyExact(some, size)];
        files.get(head).copyFloats((long) first * size, states, 0, states.length);
        return states;
    }
}
