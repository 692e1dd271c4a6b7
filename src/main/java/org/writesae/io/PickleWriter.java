package org.writesae.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a pickle (protocol 2, as torch's is) of dictionaries, lists, tuples, numbers, strings and tensors. The same
 * values give the same bytes: nothing is shared, so nothing is memoised. A tensor is the call that rebuilds it from
 * storage {@code n}, where n counts tensors in the order of writing.
 */
final class PickleWriter {
    private static final byte[] FIRST = {(byte) 0x80, 2};
    private static final int EMPTY_TUPLE = ')';
    private static final int MARK = '(';

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Tensor> tensors = new ArrayList<>();

    private PickleWriter() {
    }

    /** The bytes of data.pkl, and the tensors whose elements are data/0, data/1, ... */
    record Pickled(byte[] bytes, List<Tensor> tensors) {
    }

    /** @throws IllegalArgumentException for a value of any other kind */
    static Pickled pickle(Object root) {
        PickleWriter writer = new PickleWriter();
        writer.out.writeBytes(FIRST);
        writer.value(root);
        writer.out.write('.');
        return new Pickled(writer.out.toByteArray(), List.copyOf(writer.tensors));
    }

    private void value(Object value) {
        switch (value) {
            case null -> out.write('N');
            case Boolean truth -> out.write(truth ? 0x88 : 0x89);
            case Integer number -> integer(number);
            case Long number -> integer(number);
            case Double number -> real(number);
            case Float number -> real(number);
            case String text -> text(text);
            case Map<?, ?> map -> map(map);
            case List<?> list -> list(list);
            case PythonTuple tuple -> tuple(tuple.items());
            case Tensor tensor -> tensor(tensor);
            default -> throw new IllegalArgumentException("a " + value.getClass().getName() + " is not pickled here");
        }
    }

    private void integer(long number) {
        if (number >= 0 && number < 256) {
            out.write('K');
            out.write((int) number);
        } else if (number == (int) number) {
            out.write('J');
            out.writeBytes(little(4).putInt((int) number).array());
        } else {
            out.write(0x8a);
            out.write(8);
            out.writeBytes(little(8).putLong(number).array());
        }
    }

    private void real(double number) {
        out.write('G');
        out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeBytes(little(4).putInt(utf8.length).array());
        out.writeBytes(utf8);
    }

    private void map(Map<?, ?> map) {
        out.write('}');
        out.write(MARK);
        map.forEach((key, value) -> {
            value(key);
            value(value);
        });
        out.write('u');
    }

    private void list(List<?> list) {
        out.write(']');
        out.write(MARK);
        list.forEach(this::value);
        out.write('e');
    }

    private void tuple(List<?> items) {
        out.write(MARK);
        items.forEach(this::value);
        out.write('t');
    }

    /** {@code _rebuild_tensor_v2(storage, 0, size, stride, False, OrderedDict())}. */
    private void tensor(Tensor tensor) {
        String key = Integer.toString(tensors.size());
        tensors.add(tensor);
        global("torch._utils", "_rebuild_tensor_v2");
        out.write(MARK);
        out.write(MARK);
        text("storage");
        global("torch", TorchTensors.storageName(tensor.dtype()));
        text(key);
        text("cpu");
        integer(tensor.size());
        out.write('t');
        out.write('Q');
        integer(0);
        lengths(tensor.shape());
        lengths(Shapes.rowMajor(tensor.shape()));
        value(false);
        global("collections", "OrderedDict");
        out.write(EMPTY_TUPLE);
        out.write('R');
        out.write('t');
        out.write('R');
    }

    private void lengths(long[] numbers) {
        out.write(MARK);
        for (long number : numbers) {
            integer(number);
        }
        out.write('t');
    }

    private void global(String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
