package org.writesae.reference.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.writesae.io.ClosestNames;
import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Npz;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

/**
 * Another implementation's tensors for a case, from a file.
 *
 * @param values row-major, by the names of the case
 * @param extra  names in the file that the case does not have
 */
public record ActualTensors(Map<String, double[]> values, List<String> extra) {
    /** Endings of the files that can be read. */
    public static final List<String> ENDINGS = List.of(".safetensors", ".npz", ".npy");

    /**
     * Reads the tensors of a case.
     *
     * @param tensor  name of the tensor of an npy file; null if the case has only one, and for other files
     * @param partial whether tensors may be missing
     * @throws InputException naming the file and the tensor that is missing, of another shape or not of floating point
     */
    public static ActualTensors read(Path file, ConformanceCase golden, String tensor, boolean partial) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".npy")) {
            Wanted wanted = wanted(golden, tensor);
            return new ActualTensors(Map.of(wanted.name(), values(wanted, Npy.open(file))), List.of());
        }
        if (tensor != null) {
            throw new InputException(file + ": --tensor names the tensor of an npy file, others have names in them");
        }
        if (!name.endsWith(".npz") && !name.endsWith(".safetensors")) {
            throw new InputException(file + ": expected a file ending in " + String.join(", ", ENDINGS));
        }
        try (TensorFile tensors = name.endsWith(".npz") ? Npz.open(file) : Safetensors.open(file)) {
            return read(tensors, golden, partial);
        }
    }

    private static ActualTensors read(TensorFile tensors, ConformanceCase golden, boolean partial) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Wanted wanted : golden.wanted()) {
            if (tensors.contains(wanted.name())) {
                values.put(wanted.name(), values(wanted, tensors.tensor(wanted.name())));
            } else if (!partial) {
                throw InputException.at(tensors.path(), wanted.name(), "no such tensor; the case has " + names(golden)
                        + " (--partial judges those that are there)");
            }
        }
        if (values.isEmpty()) {
            throw new InputException(tensors.path() + ": none of the tensors of " + golden.id() + ", " + names(golden)
                    + ClosestNames.hint(golden.wantedNames().getFirst(), tensors.names()));
        }
        Set<String> extra = new TreeSet<>(tensors.names());
        extra.removeAll(values.keySet());
        golden.inputs().forEach(input -> extra.remove(input.name()));
        return new ActualTensors(values, List.copyOf(extra));
    }

    private static String names(ConformanceCase golden) {
        List<String> names = new ArrayList<>(golden.wantedNames());
        int shown = Math.min(8, names.size());
        return String.join(", ", names.subList(0, shown)) + (shown < names.size() ? ", … " + names.size() + " in all" : "");
    }

    private static Wanted wanted(ConformanceCase golden, String tensor) {
        if (tensor == null && golden.wanted().size() > 1) {
            throw new InputException("an npy file holds one tensor, and " + golden.id() + " has several: name it with --tensor ("
                    + names(golden) + ")");
        }
        return golden.wanted().stream().filter(wanted -> tensor == null || wanted.name().equals(tensor)).findFirst()
                .orElseThrow(() -> new InputException("--tensor " + tensor + ": not a tensor of " + golden.id() + ", which has "
                        + names(golden)));
    }

    /** Axes of length 1 may be there or not. */
    private static double[] values(Wanted wanted, Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            throw new InputException(tensor.where() + ": " + tensor.dtype() + ", expected numbers of floating point");
        }
        if (!Arrays.equals(longer(wanted.shape()), longer(tensor.shape()))) {
            String hint = tensor.size() == wanted.expected().length ? AxisOrder.hint(wanted, tensor.shape(), tensor.doubles()) : "";
            throw new InputException(tensor.where() + ": shape " + tensor.shapeText() + ", expected " + wanted.shapeText() + hint);
        }
        return tensor.doubles();
    }

    private static long[] longer(long[] shape) {
        return Arrays.stream(shape).filter(length -> length != 1).toArray();
    }
}
