package org.writesae.reference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.DType;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.reference.GoldenArgument.DataType;
import org.writesae.reference.GoldenArgument.Role;
import org.writesae.runtime.Kernel;

/** Reads and checks one golden case. */
final class GoldenCaseReader {
    static final String SCHEMA = "writesae-golden-1";
    private static final String KERNELS = "org.writesae.kernels.";
    private static final Set<String> HEADER = Set.of("schema", "id", "kernel", "about", "equation", "arguments",
            "rows", "source", "class", "limit", "result", "flags");

    private enum Result { VALID, INVALID }

    private final Path file;
    private final Path data;
    private final Set<String> used = new HashSet<>();

    GoldenCaseReader(Path file) {
        this.file = file;
        String name = file.getFileName().toString();
        this.data = file.resolveSibling(name.substring(0, name.length() - ".json".length()) + ".safetensors");
    }

    GoldenCase read() {
        ClosedObject header = new ClosedObject(file, "", JsonFiles.read(file), HEADER, Set.of());
        if (!header.text("schema").equals(SCHEMA)) {
            throw header.bad("schema", "\"" + header.text("schema") + "\", expected \"" + SCHEMA + "\"");
        }
        if (!header.text("id").equals(id(file))) {
            throw header.bad("id", "\"" + header.text("id") + "\", expected the place of the file, \"" + id(file) + "\"");
        }
        checkSource(header);
        Kernel kernel = kernel(header);
        List<GoldenArgument> arguments = arguments(header);
        checkParameters(header, kernel, arguments);
        boolean valid = header.choice("result", Result.class) == Result.VALID;
        List<String> flags = header.texts("flags");
        if (!valid && flags.isEmpty()) {
            throw header.bad("flags", "an invalid case names its mistake");
        }
        return new GoldenCase(file, header.text("id"), kernel, header.text("about"), header.text("equation"),
                arguments, header.count("rows"), header.choice("class", GoldenCase.Rigor.class), limit(header), valid,
                flags);
    }

    /** {@code folder/name} of a header. */
    static String id(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent().getFileName();
        String name = file.getFileName().toString();
        return folder + "/" + name.substring(0, name.length() - ".json".length());
    }

    private void checkSource(ClosedObject header) {
        ClosedObject source = new ClosedObject(file, "source", header.get("source"),
                Set.of("packages", "script", "seed"), Set.of("code", "commit"));
        source.text("script");
        source.count("seed");
        if (!source.get("packages").isObject()) {
            throw source.bad("packages", "an object of package versions was expected");
        }
    }

    private GoldenCase.Limit limit(ClosedObject header) {
        ClosedObject limit = new ClosedObject(file, "limit", header.get("limit"),
                Set.of("maxScaledUlp", "measured", "reason"), Set.of());
        double measured = limit.get("measured").isNull() ? Double.NaN : limit.number("measured");
        return new GoldenCase.Limit(limit.number("maxScaledUlp"), measured, limit.text("reason"));
    }

    private Kernel kernel(ClosedObject header) {
        String name = header.text("kernel");
        int hash = name.indexOf('#');
        if (!name.startsWith(KERNELS) || hash < 0) {
            throw header.bad("kernel", "\"" + name + "\", expected " + KERNELS + "Class#method");
        }
        try {
            return Kernel.of(Class.forName(name.substring(0, hash)), name.substring(hash + 1));
        } catch (ClassNotFoundException | LinkageError | IllegalArgumentException unknown) {
            throw header.bad("kernel", "no kernel \"" + name + "\"");
        }
    }

    private List<GoldenArgument> arguments(ClosedObject header) {
        List<GoldenArgument> arguments = new ArrayList<>();
        JsonNode list = header.array("arguments");
        try (TensorFile tensors = Safetensors.open(data)) {
            for (int n = 0; n < list.size(); n++) {
                arguments.add(argument(n, list.get(n), tensors));
            }
            for (String name : tensors.names()) {
                if (!used.contains(name)) {
                    throw InputException.at(data, name, "no argument of " + file.getFileName() + " uses this tensor");
                }
            }
        }
        return arguments;
    }

    private GoldenArgument argument(int n, JsonNode node, TensorFile tensors) {
        ClosedObject field = new ClosedObject(file, "arguments[" + n + "]", node, Set.of("name", "role", "dtype", "shape"),
                Set.of("tensor", "expected", "value"));
        String name = field.text("name");
        Role role = field.choice("role", Role.class);
        DataType dtype = field.choice("dtype", DataType.class);
        long[] shape = field.shape("shape");
        if ((role == Role.SIZE) != (dtype == DataType.INT || dtype == DataType.DOUBLE)) {
            throw field.bad("dtype", "a size is an int or a double, everything else an array");
        }
        if (dtype == DataType.INT32 && role != Role.INPUT) {
            throw field.bad("dtype", "only an input may be int32");
        }
        return switch (role) {
            case SIZE -> new GoldenArgument(name, role, dtype, shape, size(field, dtype), null);
            case INPUT -> new GoldenArgument(name, role, dtype, shape, initial(field, dtype, shape, tensors), null);
            case SCRATCH -> new GoldenArgument(name, role, dtype, shape, null, null);
            case STATE -> new GoldenArgument(name, role, dtype, shape, initial(field, dtype, shape, tensors),
                    tensor(field, "expected", shape, tensors).doubles());
            // An output has no value before the call, so "tensor" can only mean the expected one.
            case OUTPUT -> new GoldenArgument(name, role, dtype, shape, null,
                    tensor(field, field.has("expected") ? "expected" : "tensor", shape, tensors).doubles());
        };
    }

    private static Object size(ClosedObject field, DataType dtype) {
        if (!field.has("value")) {
            throw field.bad("value", "missing field");
        }
        if (dtype == DataType.DOUBLE) {
            return field.number("value");
        }
        double value = field.number("value");
        if (value != (int) value) {
            throw field.bad("value", "a whole number was expected");
        }
        return (int) value;
    }

    private Object initial(ClosedObject field, DataType dtype, long[] shape, TensorFile tensors) {
        Tensor tensor = tensor(field, "tensor", shape, tensors);
        DType stored = switch (dtype) {
            case FLOAT32 -> DType.F32;
            case FLOAT64 -> DType.F64;
            default -> DType.I32;
        };
        if (tensor.dtype() != stored) {
            throw new InputException(tensor.where() + ": stored as " + tensor.dtype() + ", expected " + stored);
        }
        return switch (dtype) {
            case FLOAT32 -> tensor.floats();
            case FLOAT64 -> tensor.doubles();
            default -> tensor.ints();
        };
    }

    private Tensor tensor(ClosedObject field, String key, long[] shape, TensorFile tensors) {
        if (!field.has(key)) {
            throw field.bad(key, "missing field");
        }
        String name = field.text(key);
        used.add(name);
        return tensors.tensor(name).requireShape(shape);
    }

    private static void checkParameters(ClosedObject header, Kernel kernel, List<GoldenArgument> arguments) {
        Class<?>[] types = kernel.method().getParameterTypes();
        if (types.length < 2 || kernel.method().getReturnType() != void.class) {
            throw header.bad("kernel", kernel + " is a function, not a kernel");
        }
        if (types.length - 2 != arguments.size()) {
            throw header.bad("arguments", kernel + " takes " + (types.length - 2) + ", not " + arguments.size());
        }
        for (int n = 0; n < arguments.size(); n++) {
            if (arguments.get(n).dtype().parameter() != types[n]) {
                throw header.bad("arguments[" + n + "].dtype", kernel + " takes a " + types[n].getSimpleName() + " here, not "
                        + arguments.get(n).dtype().parameter().getSimpleName());
            }
        }
    }
}
