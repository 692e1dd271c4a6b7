package org.writesae.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes a safetensors file, whole or not at all. Either {@link #put} tensors and {@link #write}, or
 * {@link #declare} them and stream their elements through {@link #open}. The same input gives the same
 * bytes. Wider types come first, as the format's own library does, so that every tensor is aligned.
 */
public final class SafetensorsWriter {
    private static final JsonMapper JSON = new JsonMapper();

    private record Declared(String name, DType dtype, long[] shape) {
        long bytes() {
            return Shapes.bytes(Shapes.size(shape), dtype);
        }
    }

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Declared> declared = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** Adds a tensor under its own name. */
    public SafetensorsWriter put(Tensor tensor) {
        return put(tensor.name(), tensor);
    }

    /** Adds a tensor under another name; a name may be used once. */
    public SafetensorsWriter put(String name, Tensor tensor) {
        declare(name, tensor.dtype(), tensor.shape());
        tensors.put(name, tensor);
        return this;
    }

    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Announces a tensor to be streamed; declare wider types first. */
    public SafetensorsWriter declare(String name, DType dtype, long... shape) {
        Declared tensor = new Declared(name, dtype, shape.clone());
        if (tensor.bytes() < 0) {
            throw new IllegalArgumentException(name + ": no such shape " + Shapes.text(shape));
        }
        if (name.equals("__metadata__") || declared.putIfAbsent(name, tensor) != null) {
            throw new IllegalArgumentException(name + ": the name is taken");
        }
        return this;
    }

    /** Writes the tensors that were put. */
    public void write(Path target) {
        List<Declared> order = widestFirst();
        byte[] header = header(order);
        OutputFiles.write(target, out -> {
            out.write(header);
            for (Declared next : order) {
                OutputFiles.copy(tensors.get(next.name()).data(), out);
            }
        });
    }

    /** Starts a stream that takes the declared tensors' elements in the order of declaration. */
    public SafetensorsStream open(Path target) {
        List<Declared> order = List.copyOf(declared.values());
        if (!order.equals(widestFirst())) {
            throw new IllegalArgumentException("declare tensors of wider types first: " + declared.keySet());
        }
        return new SafetensorsStream(target, header(order), order.stream().map(Declared::dtype).toArray(DType[]::new),
                order.stream().mapToLong(next -> Shapes.size(next.shape())).toArray());
    }

    private List<Declared> widestFirst() {
        List<Declared> order = new ArrayList<>(declared.values());
        order.sort(Comparator.comparingInt((Declared next) -> -next.dtype().bytes()));
        return order;
    }

    /** Length and JSON, padded with spaces to a multiple of 8 bytes so that the data is aligned. */
    private byte[] header(List<Declared> order) {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode strings = root.putObject("__metadata__");
            metadata.forEach(strings::put);
        }
        long offset = 0;
        for (Declared next : order) {
            ObjectNode entry = root.putObject(next.name()).put("dtype", next.dtype().name());
            for (long dimension : next.shape()) {
                entry.withArray("shape").add(dimension);
            }
            entry.withArray("shape");
            entry.withArray("data_offsets").add(offset).add(offset + next.bytes());
            offset += next.bytes();
        }
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.array();
    }
}
