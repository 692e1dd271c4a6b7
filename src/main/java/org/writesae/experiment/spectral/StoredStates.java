package org.writesae.experiment.spectral;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import org.writesae.experiment.CellStates;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.stats.NumpyGenerator;

/** States in upstream's layout, {@code DIR/layer_L/head_H.npy} [n, d_k, d_v], of which upstream's sample is taken. */
public final class StoredStates implements StateSource {
    /** Seed of the sample in upstream's scripts. */
    private static final int SEED = 42;

    private record Cell(int layer, int head, Tensor states) {
    }

    private final List<Cell> cells = new ArrayList<>();
    private final int samples;

    /**
     * Opens the files.
     *
     * @param samples most states of each cell, drawn with NumPy's default_rng(42); 0 for all
     * @throws InputException naming the file that is missing or does not hold states
     */
    public StoredStates(Path folder, List<Integer> layers, List<Integer> heads, int samples) {
        this.samples = samples;
        for (int layer : layers) {
            for (int head : heads) {
                Path file = CellStates.file(folder, layer, head);
                if (!Files.exists(file)) {
                    throw new InputException(file + ": no such file; --data-dir, --layers and --heads name it");
                }
                Tensor states = Npy.open(file);
                if (states.rank() != 3 || states.size() == 0 || !states.dtype().isFloating()) {
                    throw new InputException(file + ": " + states.dtype() + " " + states.shapeText() + ", expected states [n, d_k, d_v]");
                }
                cells.add(new Cell(layer, head, states));
                requireShape(states);
            }
        }
    }

    /** A result has one d_k and one d_v. */
    private void requireShape(Tensor states) {
        if (states.shape(1) != rows() || states.shape(2) != columns()) {
            throw new InputException(states.where() + ": states of " + states.shape(1) + " x " + states.shape(2) + ", those of layer "
                    + cells.getFirst().layer() + " head " + cells.getFirst().head() + " are " + rows() + " x " + columns());
        }
    }

    @Override
    public int rows() {
        return (int) cells.getFirst().states().shape(1);
    }

    @Override
    public int columns() {
        return (int) cells.getFirst().states().shape(2);
    }

    @Override
    public List<CellSpectra> spectra(WorkUnits units) {
        List<JsonNode> kept = units.run("cells", cells.size(), n -> of(cells.get(n).states()));
        List<CellSpectra> all = new ArrayList<>();
        for (int n = 0; n < kept.size(); n++) {
            List<StateSpectrum> states = new ArrayList<>();
            kept.get(n).forEach(one -> states.add(CellSpectra.read(one)));
            all.add(new CellSpectra(cells.get(n).layer(), cells.get(n).head(), states));
        }
        return all;
    }

    private ArrayNode of(Tensor states) {
        int rows = (int) states.shape(1);
        int columns = (int) states.shape(2);
        int count = Math.toIntExact(states.shape(0));
        int[] chosen = new int[count];
        Arrays.setAll(chosen, n -> n);
        if (samples > 0 && samples < count) {
            chosen = new NumpyGenerator(SEED).choice(count, samples);
        }
        List<StateSpectrum> spectra = new ArrayList<>();
        double[] state = new double[rows * columns];
        for (int n : chosen) {
            states.copyDoubles((long) n * state.length, state, 0, state.length);
            for (double value : state) {
                if (!Double.isFinite(value)) {
                    throw new InputException(states.where() + ": state " + n + " holds " + value + ", expected finite numbers");
                }
            }
            spectra.add(StateSpectrum.of(state, rows, columns));
        }
        return CellSpectra.kept(spectra);
    }

    @Override
    public List<WriteGeometry> writes(WorkUnits units) {
        return List.of();
    }
}
