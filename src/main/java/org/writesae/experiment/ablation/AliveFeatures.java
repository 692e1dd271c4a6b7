package org.writesae.experiment.ablation;

import java.util.List;
import java.util.stream.IntStream;

import org.writesae.experiment.CellStates;
import org.writesae.io.Tensor;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

/** The features that fire at some of a cell's stored states (upstream's {@code find_alive_feature_indices}). */
public final class AliveFeatures {
    private AliveFeatures() {
    }

    /**
     * Finds them.
     *
     * @param states     [n, d_k, d_v], the axes as the dictionary has them
     * @param checkpoint as it is stored
     * @return ascending
     * @throws org.writesae.io.InputException if the dictionary is for other states
     */
    public static List<Integer> of(Tensor states, SaeCheckpoint checkpoint, Backend backend) {
        CellStates cell = new CellStates(states);
        WriteSae sae = new WriteSae(cell.shaped(checkpoint), backend);
        float[][] coefficients = cell.coefficients(sae, IntStream.range(0, cell.count()).toArray());
        return IntStream.range(0, coefficients.length).filter(i -> fires(coefficients[i])).boxed().toList();
    }

    private static boolean fires(float[] coefficients) {
        for (float coefficient : coefficients) {
            if (coefficient != 0) {
                return true;
            }
        }
        return false;
    }
}
