package org.writesae.experiment.spectral;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.FiniteStates;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.model.Writes;

/**
 * The states of a model after the last token of each sequence, in float32, and a sample of its writes: of each sequence tokens at
 * equal distances, as many as make {@code writeSamples} together, the delta writes of the Gated DeltaNet, the write of another
 * family.
 */
public final class ModelStates implements StateSource {
    /** Sequences that writes are taken from at most. */
    private static final int WRITE_SEQUENCES = 16;

    private final HostModel model;
    private final int[][] sequences;
    private final List<Integer> layers;
    private final List<Integer> heads;
    private final int writeSamples;

    /**
     * @param sequences    none of them empty, at least one
     * @param layers       layers with a state, ascending
     * @param writeSamples writes of each cell; 0 for none
     * @throws InputException if a layer or head does not exist
     */
    public ModelStates(HostModel model, int[][] sequences, List<Integer> layers, List<Integer> heads, int writeSamples) {
        ModelConfig c = model.config();
        layers.forEach(layer -> c.requireStateLayer(layer, "--layers", model.name()));
        heads.forEach(head -> c.requireHead(head, "--heads", model.name()));
        this.model = model;
        this.sequences = sequences;
        this.layers = List.copyOf(layers);
        this.heads = List.copyOf(heads);
        this.writeSamples = writeSamples;
    }

    @Override
    public int rows() {
        return model.config().dk();
    }

    @Override
    public int columns() {
        return model.config().dv();
    }

    @Override
    public List<CellSpectra> spectra(WorkUnits units) {
        List<JsonNode> kept = units.run("sequences", sequences.length, this::sequence);
        List<CellSpectra> all = new ArrayList<>();
        for (int layer : layers) {
            for (int head : heads) {
                all.add(new CellSpectra(layer, head, kept.stream().map(one -> CellSpectra.read(one.get(CellSpectra.key(layer, head))))
                        .toList()));
            }
        }
        return all;
    }

    private ObjectNode sequence(int sequence) {
        int size = rows() * columns();
        ObjectNode spectra = JsonNodeFactory.instance.objectNode();
        walk(sequences[sequence], layers.getLast(), (layer, pass, state) -> {
            if (layers.contains(layer)) {
                float[] all = state.recurrent(layer);
                FiniteStates.require(model, all, n -> "a state of layer " + layer + " behind sequence " + sequence);
                for (int head : heads) {
                    double[] one = new double[size];
                    Arrays.setAll(one, n -> all[head * size + n]);
                    ArrayNode kept = CellSpectra.kept(List.of(StateSpectrum.of(one, rows(), columns())));
                    spectra.set(CellSpectra.key(layer, head), kept.get(0));
                }
            }
        });
        return spectra;
    }

    /** Looks at a layer that has just run. */
    @FunctionalInterface
    private interface Look {
        void at(int layer, Pass pass, ModelState state);
    }

    private void walk(int[] ids, int last, Look look) {
        ModelState state = model.begin(ids.length);
        Pass pass = model.pass(state, ids.length);
        pass.embed(ids);
        for (int i = 0; i <= last; i++) {
            pass.layer(i, new int[0]);
            look.at(i, pass, state);
        }
    }

    @Override
    public List<WriteGeometry> writes(WorkUnits units) {
        if (writeSamples == 0) {
            return List.of();
        }
        List<WriteGeometry> all = new ArrayList<>();
        for (JsonNode layer : units.run("write-geometry", layers.size(), n -> geometry(layers.get(n)))) {
            layer.forEach(one -> all.add(one.isNull() ? null : WriteGeometry.read(one)));
        }
        return all;
    }

    private ArrayNode geometry(int layer) {
        List<List<double[]>> keys = new ArrayList<>();
        List<List<double[]>> values = new ArrayList<>();
        heads.forEach(head -> {
            keys.add(new ArrayList<>());
            values.add(new ArrayList<>());
        });
        int from = Math.min(WRITE_SEQUENCES, sequences.length);
        for (int s = 0; s < from; s++) {
            int take = Math.min(sequences[s].length, (writeSamples - keys.getFirst().size() + from - s - 1) / (from - s));
            walk(sequences[s], layer, (i, pass, state) -> {
                if (i == layer) {
                    collect(pass.deltaWrites(), take, keys, values);
                }
            });
        }
        ArrayNode metrics = JsonNodeFactory.instance.arrayNode();
        for (int h = 0; h < heads.size(); h++) {
            WriteGeometry geometry = WriteGeometry.of(keys.get(h), values.get(h));
            metrics.add(geometry == null ? metrics.nullNode() : geometry.json());
        }
        return metrics;
    }

    private void collect(Writes all, int take, List<List<double[]>> keys, List<List<double[]>> values) {
        for (int h = 0; h < heads.size(); h++) {
            Writes writes = all.ofHead(heads.get(h), model.config());
            double[] k = writes.term(writes.keys(), 0, rows());
            double[] v = writes.term(writes.values(), 0, columns());
            int tokens = k.length / rows();
            for (int n = 0; n < take; n++) {
                int t = (int) ((long) n * tokens / take);
                keys.get(h).add(Arrays.copyOfRange(k, t * rows(), (t + 1) * rows()));
                values.get(h).add(Arrays.copyOfRange(v, t * columns(), (t + 1) * columns()));
            }
        }
    }
}
