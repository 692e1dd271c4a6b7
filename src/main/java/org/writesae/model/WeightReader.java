package org.writesae.model;

import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.runtime.Buffer;

/**
 * Weights of a checkpoint as constant buffers. Every value is widened to float32 as stored and has to be
 * finite; matrices are transposed to [in, out], as {@code Linear} reads them.
 */
public final class WeightReader {
    /** Checkpoint rows transposed at a time. */
    private static final int BAND = 64;
    /** Weights that take more of the heap than this are not held in it. */
    private static final double MOST_OF_THE_HEAP = 0.75;

    private final TensorFile file;
    private final String prefix;

    /**
     * @param file   checkpoint
     * @param prefix what the names of the tensors asked for have in front
     */
    public WeightReader(TensorFile file, String prefix) {
        this.file = file;
        this.prefix = prefix;
    }

    /** Whether there is a tensor of this name. */
    public boolean has(String name) {
        return file.contains(prefix + name);
    }

    /**
     * A tensor as stored.
     *
     * @throws InputException if it is missing, of another shape or no floating-point numbers
     */
    public Tensor tensor(String name, long... shape) {
        return file.tensor(prefix + name).requireFloating().requireShape(shape);
    }

    /** All elements of a tensor of this shape, in its order. */
    public Buffer array(String name, long... shape) {
        Tensor tensor = tensor(name, shape);
        return Buffer.constant(tensor.name(), tensor.requireFinite().floats());
    }

    /** A vector. */
    public Buffer vector(String name, int length) {
        return array(name, length);
    }

    /** All elements of a tensor of this many, whatever axes of length 1 it has. */
    public Buffer elements(String name, int size) {
        Tensor tensor = file.tensor(prefix + name).requireFloating();
        if (tensor.size() != size) {
            throw new InputException(tensor.where() + ": shape " + tensor.shapeText() + ", expected " + size + " elements");
        }
        return Buffer.constant(tensor.name(), tensor.requireFinite().floats());
    }

    /** A matrix stored [out, in], as [in, out]. */
    public Buffer matrix(String name, int out, int in) {
        return transposed(tensor(name, out, in));
    }

    /**
     * The layers of a model: all in memory where the checkpoint as float32 leaves room in the heap for the
     * work, else one at a time.
     *
     * @param at what the names of a layer's tensors have in front of its number
     * @throws InputException if the checkpoint has more of them
     */
    public <W> LayerStore<W> layers(int count, String at, IntFunction<W> load) {
        Pattern layer = Pattern.compile(Pattern.quote(prefix + at) + "(\\d{1,9})\\..*");
        for (String name : file.names()) {
            Matcher matcher = layer.matcher(name);
            if (matcher.matches() && Integer.parseInt(matcher.group(1)) >= count) {
                throw new InputException(file.tensor(name).where() + ": a layer behind the last, " + (count - 1)
                        + ", that the config knows");
            }
        }
        return fits() ? LayerStore.resident(count, load) : LayerStore.streamed(load);
    }

    /** The output matrix: the embedding table, or where that is not tied to it the {@code lm_head.weight} beside the prefix. */
    public OutputMatrix output(Tensor table, boolean tied) {
        return output(table, tied, "lm_head.weight");
    }

    /**
     * The same where the output matrix has a name of its own.
     *
     * @throws InputException if it is there, tied, and not the embedding table. Upstream's programs disagree about that:
     *                        transformers 5 leaves the two untied, older versions take the table for both, mamba_ssm the
     *                        output matrix
     */
    public OutputMatrix output(Tensor table, boolean tied, String name) {
        if (tied && !file.contains(name)) {
            return output(table);
        }
        Tensor own = file.tensor(name).requireFloating().requireShape(table.shape(0), table.shape(1));
        if (tied && !own.hasElementsOf(table)) {
            throw new InputException(own.where() + ": not the embedding table, which the config ties it to (tie_word_embeddings, "
                    + "tie_embeddings); say false there, or leave this tensor out");
        }
        return output(own);
    }

    /** The output matrix, stored [vocabulary, hidden], in memory or in bands by the same rule. */
    public OutputMatrix output(Tensor stored) {
        return fits() ? OutputMatrix.resident(transposed(stored), Math.toIntExact(stored.shape(0)))
                : OutputMatrix.streamed(stored);
    }

    private boolean fits() {
        long elements = file.names().stream().mapToLong(name -> file.tensor(name).size()).sum();
        return Float.BYTES * elements < Runtime.getRuntime().maxMemory() * MOST_OF_THE_HEAP;
    }

    /** An embedding table [vocabulary, hidden], read from the file row by row. */
    public static EmbeddingRows rows(Tensor table) {
        int hidden = Math.toIntExact(table.shape(1));
        Tensor finite = table.requireFinite();
        return (id, target, at) -> finite.copyFloats((long) id * hidden, target, at, hidden);
    }

    /** [out, in] as stored to [in, out] as {@code Linear} reads it. */
    public static Buffer transposed(Tensor tensor) {
        return transposedRows(tensor, 0, Math.toIntExact(tensor.shape(0)));
    }

    /** Some rows of [out, in] as stored to [in, rows]. */
    public static Buffer transposedRows(Tensor tensor, int from, int out) {
        float[] target = matrix(tensor, out, tensor.shape(1));
        transpose(target, out, 0, tensor, from, out);
        return Buffer.constant(tensor.name(), target);
    }

    /** Several matrices stored [out, in], as one [in, Σ out]. */
    public static Buffer sideBySide(Tensor... tensors) {
        int out = 0;
        for (Tensor tensor : tensors) {
            out += Math.toIntExact(tensor.shape(0));
        }
        float[] target = matrix(tensors[0], out, tensors[0].shape(1));
        int column = 0;
        for (Tensor tensor : tensors) {
            int own = Math.toIntExact(tensor.shape(0));
            transpose(target, out, column, tensor, 0, own);
            column += own;
        }
        return Buffer.constant(tensors[0].name() + ", …", target);
    }

    /** Arrays one after the other. */
    public static Buffer joined(Buffer... parts) {
        float[] all = new float[Stream.of(parts).mapToInt(Buffer::length).sum()];
        int at = 0;
        for (Buffer part : parts) {
            System.arraycopy(part.floats(), 0, all, at, part.length());
            at += part.length();
        }
        return Buffer.constant(parts[0].name() + ", …", all);
    }

    private static float[] matrix(Tensor tensor, long out, long in) {
        if (out * in > Integer.MAX_VALUE - 8) {
            throw new InputException(tensor.where() + ": more than 2^31 elements do not fit one Java array");
        }
        return new float[(int) (out * in)];
    }

    /** Rows of a tensor from {@code from} on become the columns of a target [in, out] from {@code column} on. */
    private static void transpose(float[] target, int out, int column, Tensor tensor, int from, int rows) {
        int in = Math.toIntExact(tensor.shape(1));
        IntStream.range(0, (rows + BAND - 1) / BAND).parallel().forEach(band -> {
            int first = band * BAND;
            int count = Math.min(BAND, rows - first);
            float[] source = new float[count * in];
            long at = (long) (from + first) * in;
            tensor.copyFloats(at, source, 0, count * in);
            requireFinite(tensor, source, at);
            for (int l = 0; l < in; l++) {
                for (int r = 0; r < count; r++) {
                    target[l * out + column + first + r] = source[r * in + l];
                }
            }
        });
    }

    private static void requireFinite(Tensor tensor, float[] values, long first) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new InputException(tensor.where() + ": element " + (first + i) + " is " + values[i]
                        + ", expected finite weights");
            }
        }
    }
}
