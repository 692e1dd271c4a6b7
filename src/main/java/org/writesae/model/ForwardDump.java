package org.writesae.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

import org.writesae.io.DType;
import org.writesae.io.SafetensorsStream;
import org.writesae.io.SafetensorsWriter;

/**
 * Runs a text through a model and writes what was asked for to a safetensors file, layer by layer, in
 * the canonical orientation (key rows, value columns). Gates, writes and states are float64 tensors,
 * since gates and writes are computed to more than float32; logits are float32.
 */
public final class ForwardDump {
    /** What can be written. */
    public enum Part {
        /** {@code logits} [T, V]. */
        LOGITS,
        /** {@code layers.{i}.state.{t}} [H, d_k, d_v]. */
        STATES,
        /**
         * {@code layers.{i}.write.key} [T, H, d_k], {@code .value_raw} and {@code .value_delta} [T, H, d_v];
         * where a family erases apart from its write, {@code layers.{i}.erase.key} and {@code .value}.
         */
        WRITES,
        /** {@code layers.{i}.NAME} [T, …], the family's gates. */
        GATES
    }

    /** Is given the logits of a text, some rows at a time and in order. */
    @FunctionalInterface
    public interface LogitRows {
        /**
         * @param logits [count, vocabulary], wide
         * @param first  token that the first of these rows comes after
         * @param count  rows
         */
        void take(double[] logits, int first, int count);
    }

    /** Rows of logits computed at a time. */
    private static final int LOGIT_ROWS = 32;

    private final HostModel model;
    private final ModelConfig c;
    private final Set<Part> parts;
    private final List<Integer> layers;
    private final int[] positions;

    /**
     * @param model     the model
     * @param parts     what to write
     * @param layers    layers with a state to write
     * @param positions tokens after which states are kept, in order
     */
    public ForwardDump(HostModel model, Set<Part> parts, List<Integer> layers, int[] positions) {
        this.model = model;
        this.c = model.config();
        this.parts = parts;
        this.layers = layers;
        this.positions = positions;
    }

    /**
     * Runs the text and writes the file.
     *
     * @param ids      tokens
     * @param out      safetensors file
     * @param progress told after each layer how many are done
     */
    public void write(int[] ids, Path out, IntConsumer progress) {
        write(ids, out, progress, null);
    }

    /**
     * The same, and hands out the logits.
     *
     * @param rows is given the logits of every token; null if nobody wants them
     */
    public void write(int[] ids, Path out, IntConsumer progress, LogitRows rows) {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("model", model.name());
        declare(writer, ids.length);
        try (SafetensorsStream stream = writer.open(out)) {
            Pass pass = layers(ids, stream, progress);
            if (rows != null || parts.contains(Part.LOGITS)) {
                logits(stream, pass, ids.length, rows);
            }
            stream.commit();
        }
    }

    /** Runs the text and hands out the logits, without a file. */
    public static void logits(HostModel model, int[] ids, IntConsumer progress, LogitRows rows) {
        ForwardDump nothing = new ForwardDump(model, Set.of(), List.of(), new int[0]);
        nothing.logits(null, nothing.layers(ids, null, progress), ids.length, rows);
    }

    private Pass layers(int[] ids, SafetensorsStream stream, IntConsumer progress) {
        ModelState state = model.begin(ids.length);
        Pass pass = model.pass(state, ids.length);
        pass.embed(ids);
        float[] pool = new float[Math.multiplyExact(positions.length * c.heads(), c.dk() * c.dv())];
        int[] keep = keep(ids.length);
        for (int i = 0; i < c.layers(); i++) {
            boolean wanted = layers.contains(i);
            if (wanted && parts.contains(Part.STATES)) {
                pass.keepStates(pool, keep);
            } else {
                pass.keepNothing();
            }
            pass.layer(i, new int[0]);
            if (wanted) {
                writeLayer(stream, pass, pool, ids.length);
            }
            progress.accept(i + 1);
        }
        return pass;
    }

    private void declare(SafetensorsWriter writer, int rows) {
        int heads = c.heads();
        for (int i : layers) {
            String at = "layers." + i + ".";
            if (parts.contains(Part.GATES)) {
                c.gates().forEach(gate -> writer.declare(at + gate.name(), DType.F64, withRows(rows, gate.shape())));
            }
            if (parts.contains(Part.WRITES)) {
                writer.declare(at + "write.key", DType.F64, rows, heads, c.dk());
                writer.declare(at + "write.value_raw", DType.F64, rows, heads, c.dv());
                writer.declare(at + "write.value_delta", DType.F64, rows, heads, c.dv());
                if (c.deltaTerms() > 1) {
                    writer.declare(at + "erase.key", DType.F64, rows, heads, c.dk());
                    writer.declare(at + "erase.value", DType.F64, rows, heads, c.dv());
                }
            }
            if (parts.contains(Part.STATES)) {
                for (int t : positions) {
                    writer.declare(at + "state." + t, DType.F64, heads, c.dk(), c.dv());
                }
            }
        }
        if (parts.contains(Part.LOGITS)) {
            writer.declare("logits", DType.F32, rows, c.vocabulary());
        }
    }

    private int[] keep(int rows) {
        int[] keep = new int[rows * c.heads()];
        java.util.Arrays.fill(keep, -1);
        for (int p = 0; p < positions.length; p++) {
            for (int h = 0; h < c.heads(); h++) {
                keep[positions[p] * c.heads() + h] = p * c.heads() + h;
            }
        }
        return keep;
    }

    private void writeLayer(SafetensorsStream stream, Pass pass, float[] pool, int rows) {
        if (parts.contains(Part.GATES)) {
            c.gates().forEach(gate -> stream.write(pass.gate(gate.name()), 0, rows * gate.width()));
        }
        if (parts.contains(Part.WRITES)) {
            Writes raw = pass.rawWrites();
            Writes delta = pass.deltaWrites();
            write(stream, raw.keys());
            write(stream, raw.values());
            write(stream, delta.term(delta.values(), 0, c.dv()));
            if (c.deltaTerms() > 1) {
                write(stream, delta.term(delta.keys(), 1, c.dk()));
                write(stream, delta.term(delta.values(), 1, c.dv()));
            }
        }
        if (parts.contains(Part.STATES)) {
            int size = c.heads() * c.dk() * c.dv();
            for (int position = 0; position < positions.length; position++) {
                stream.write(pool, position * size, size);
            }
        }
    }

    private static void write(SafetensorsStream stream, double[] values) {
        stream.write(values, 0, values.length);
    }

    private static long[] withRows(int rows, int[] shape) {
        long[] all = new long[1 + shape.length];
        all[0] = rows;
        for (int i = 0; i < shape.length; i++) {
            all[i + 1] = shape[i];
        }
        return all;
    }

    private void logits(SafetensorsStream stream, Pass pass, int rows, LogitRows taker) {
        for (int first = 0; first < rows; first += LOGIT_ROWS) {
            int[] picked = new int[Math.min(LOGIT_ROWS, rows - first)];
            for (int r = 0; r < picked.length; r++) {
                picked[r] = first + r;
            }
            double[] logits = new double[picked.length * c.vocabulary()];
            pass.logits(logits, picked);
            if (parts.contains(Part.LOGITS)) {
                stream.write(rounded(logits), 0, logits.length);
            }
            if (taker != null) {
                taker.take(logits, first, picked.length);
            }
        }
    }

    private static float[] rounded(double[] values) {
        float[] rounded = new float[values.length];
        for (int n = 0; n < values.length; n++) {
            rounded[n] = (float) values[n];
        }
        return rounded;
    }
}
