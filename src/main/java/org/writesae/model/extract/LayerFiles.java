package org.writesae.model.extract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.writesae.io.DType;
import org.writesae.io.NpyRows;
import org.writesae.model.ModelConfig;
import org.writesae.model.Writes;

/** The files of one layer, each with how a sequence's row is taken from what was caught. */
final class LayerFiles {

    /** Fills the row of one sequence, from {@code target[at]} on. */
    private interface Row {
        void fill(LayerCatch caught, float[] target, int at);
    }

    private record Column(NpyRows file, Row row) {
    }

    private final ModelConfig c;
    private final ExtractionPlan plan;
    private final Path directory;
    private final int sequences;
    private final int length;
    private final List<Column> columns = new ArrayList<>();

    /**
     * @param directory {@code layer_I}
     * @param sequences n
     * @param length    T
     */
    LayerFiles(Path directory, ExtractionPlan plan, ModelConfig config, int sequences, int length) {
        this.c = config;
        this.plan = plan;
        this.directory = directory;
        this.sequences = sequences;
        this.length = length;
        for (int h = 0; h < plan.heads().size(); h++) {
            states(h, plan.heads().get(h));
        }
        if (plan.has(ExtractionPlan.Part.WRITES)) {
            for (int head : plan.heads()) {
                writes(head);
            }
            gates();
        }
    }

    private void states(int h, int head) {
        List<Integer> tokens = plan.keptTokens(length);
        if (plan.has(ExtractionPlan.Part.FINAL)) {
            state("head_" + head + ".npy", tokens.indexOf(length - 1), h);
        }
        for (int prefix : plan.positions()) {
            state("pos_" + prefix + "/head_" + head + ".npy", tokens.indexOf(prefix - 1), h);
        }
        if (plan.has(ExtractionPlan.Part.TOKENS)) {
            int size = c.dk() * c.dv();
            add("head_" + head + "_tokens.npy", plan.dtype(), (caught, target, at) -> {
                for (int t = 0; t < length; t++) {
                    stored(caught, t, h, target, at + t * size);
                }
            }, length, rows(), columns());
        }
    }

    private void state(String name, int token, int h) {
        add(name, plan.dtype(), (caught, target, at) -> stored(caught, token, h, target, at), rows(), columns());
    }

    /** A state with the axes as upstream keeps them. */
    private void stored(LayerCatch caught, int token, int h, float[] target, int at) {
        int size = c.dk() * c.dv();
        int from = (token * plan.heads().size() + h) * size;
        if (c.upstreamKeysFirst()) {
            System.arraycopy(caught.states(), from, target, at, size);
            return;
        }
        for (int k = 0; k < c.dk(); k++) {
            for (int v = 0; v < c.dv(); v++) {
                target[at + v * c.dk() + k] = caught.states()[from + k * c.dv() + v];
            }
        }
    }

    private int rows() {
        return c.upstreamKeysFirst() ? c.dk() : c.dv();
    }

    private int columns() {
        return c.upstreamKeysFirst() ? c.dv() : c.dk();
    }

    private void writes(int head) {
        String at = "head_" + head + "_";
        factor(at + "key.npy", head, c.dk(), 0, LayerCatch::raw, Writes::keys);
        factor(at + "value_raw.npy", head, c.dv(), 0, LayerCatch::raw, Writes::values);
        factor(at + "value_delta.npy", head, c.dv(), 0, LayerCatch::delta, Writes::values);
        if (c.deltaTerms() > 1) {
            factor(at + "erase_key.npy", head, c.dk(), 1, LayerCatch::delta, Writes::keys);
            factor(at + "erase_value.npy", head, c.dv(), 1, LayerCatch::delta, Writes::values);
        }
    }

    private void factor(String name, int head, int width, int term, Function<LayerCatch, Writes> form,
            Function<Writes, double[]> factors) {
        add(name, DType.F32, (caught, target, at) -> {
            Writes writes = form.apply(caught);
            double[] all = factors.apply(writes);
            for (int t = 0; t < length; t++) {
                int from = ((t * c.heads() + head) * writes.terms() + term) * width;
                for (int i = 0; i < width; i++) {
                    target[at + t * width + i] = (float) all[from + i];
                }
            }
        }, length, width);
    }

    private void gates() {
        for (int g = 0; g < c.gates().size(); g++) {
            ModelConfig.Gate gate = c.gates().get(g);
            int index = g;
            int[] shape = new int[1 + gate.shape().length];
            shape[0] = length;
            System.arraycopy(gate.shape(), 0, shape, 1, gate.shape().length);
            add(gate.name() + ".npy", DType.F32, (caught, target, at) -> {
                double[] values = caught.gates().get(index);
                for (int i = 0; i < values.length; i++) {
                    target[at + i] = (float) values[i];
                }
            }, shape);
        }
    }

    private void add(String name, DType dtype, Row row, int... shape) {
        long[] all = new long[1 + shape.length];
        all[0] = sequences;
        for (int i = 0; i < shape.length; i++) {
            all[i + 1] = shape[i];
        }
        columns.add(new Column(new NpyRows(directory.resolve(name), dtype, all), row));
    }

    /** Writes the rows of some sequences in a row. */
    void write(int first, List<LayerCatch> caught) {
        for (Column column : columns) {
            int width = column.file().rowElements();
            int most = Math.max(1, (1 << 24) / width);
            for (int s = 0; s < caught.size(); s += most) {
                float[] rows = new float[Math.multiplyExact(Math.min(most, caught.size() - s), width)];
                for (int r = 0; r * width < rows.length; r++) {
                    column.row().fill(caught.get(s + r), rows, r * width);
                }
                column.file().write(first + s, rows);
            }
        }
    }

    /** Checks that an earlier run began every file. */
    void requireBegun() {
        columns.forEach(column -> column.file().requireBegun());
    }

    /** Gives the files their names. */
    void publish() {
        columns.forEach(column -> column.file().publish());
    }
}
