package org.writesae.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The calls that {@code torch.save} writes for tensors, modules, configurations and numpy scalars. Any
 * other call is refused by name; other names and instances are allowed as inert data.
 */
final class TorchVocabulary implements PickleMachine.Vocabulary {
    /** Of all strings turned into bytes: a shared string could otherwise be multiplied at will. */
    private static final int MOST_ENCODED = 64 << 20;
    private static final int LONGEST_TEXT = 4_096;
    private static final Set<String> REBUILDS = Set.of("torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_tensor_v3", "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state", "torch._tensor._rebuild_from_type_v2");

    private final String where;
    private final TorchTensors tensors;
    private final NumpyPickles numpy;
    private final Map<String, Function<List<Object>, Object>> calls = new LinkedHashMap<>();
    private int encoded;

    /** @param tensors resolves storages of this file */
    TorchVocabulary(String where, TorchTensors tensors) {
        this.where = where;
        this.tensors = tensors;
        this.numpy = new NumpyPickles(where);
        addPython();
        addTorch();
        numpy.addTo(calls);
    }

    @Override
    public void checkName(PickledGlobal global) {
        if (PythonNames.isForbidden(global)) {
            throw refusal(global, "is named");
        }
    }

    @Override
    public Object call(PickledGlobal function, List<Object> args) {
        Function<List<Object>, Object> call = calls.get(function.toString());
        if (call == null) {
            throw refusal(function, "is called");
        }
        return call.apply(args);
    }

    @Override
    public Object persistent(List<Object> id) {
        return tensors.storage(id);
    }

    @Override
    public boolean build(Object target, Object state) {
        return numpy.build(target, state);
    }

    private InputException refusal(PickledGlobal global, String what) {
        return InputException.at(where, global.toString(), what + " by the pickle, which no SAE checkpoint needs; refused,"
                + " nothing was run");
    }

    private void addPython() {
        for (String name : List.of("collections.OrderedDict", "builtins.dict", "__builtin__.dict")) {
            calls.put(name, args -> emptyDict(name, args));
        }
        calls.put("collections.defaultdict", args -> new LinkedHashMap<String, Object>());
        calls.put("collections.Counter", args -> args.isEmpty() ? new LinkedHashMap<String, Object>() : args.getFirst());
        for (String module : List.of("builtins.", "__builtin__.")) {
            for (String type : List.of("set", "frozenset", "list", "tuple")) {
                calls.put(module + type, args -> args.isEmpty() ? new ArrayList<>() : listArgument(module + type, args));
            }
            calls.put(module + "bytearray", args -> args.isEmpty() ? new byte[0] : args.getFirst());
        }
        calls.put("_codecs.encode", this::encode);
        calls.put("types.SimpleNamespace", args -> new PickledObject("types.SimpleNamespace", args));
        calls.put("functools.partial", args -> new PickledObject("functools.partial", args));
        for (String module : List.of("copyreg.", "copy_reg.")) {
            calls.put(module + "_reconstructor", args -> instance(module + "_reconstructor", args));
            calls.put(module + "__newobj__", args -> instance(module + "__newobj__", args));
        }
        for (String type : List.of("PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath", "Path", "PurePath")) {
            calls.put("pathlib." + type, args -> joined("/", args));
            calls.put("pathlib._local." + type, args -> joined("/", args));
        }
    }

    private void addTorch() {
        calls.put("torch.Size", args -> args.isEmpty() ? List.of() : listArgument("torch.Size", args));
        calls.put("torch.device", args -> joined(":", args));
        calls.put("torch._utils._rebuild_tensor", tensors::rebuild);
        calls.put("torch._utils._rebuild_tensor_v2", tensors::rebuild);
        calls.put("torch._utils._rebuild_tensor_v3", tensors::rebuildTyped);
        calls.put("torch._utils._rebuild_parameter", args -> firstTensor("_rebuild_parameter", args));
        calls.put("torch._utils._rebuild_parameter_with_state", args -> firstTensor("_rebuild_parameter_with_state", args));
        calls.put("torch._tensor._rebuild_from_type_v2", this::rebuildFromType);
    }

    /** (function, type, args, state) of a tensor with attributes of its own, which are left out. */
    private Object rebuildFromType(List<Object> args) {
        if (args.size() < 3 || !(args.get(0) instanceof PickledGlobal function)
                || !(args.get(2) instanceof List<?> inner)) {
            throw malformed("torch._tensor._rebuild_from_type_v2");
        }
        if (!REBUILDS.contains(function.toString()) || function.name().equals("_rebuild_from_type_v2")) {
            throw refusal(function, "is called");
        }
        return call(function, new ArrayList<>(inner.subList(0, Math.min(inner.size(), 16))));
    }

    private Object firstTensor(String function, List<Object> args) {
        if (args.isEmpty() || !(args.getFirst() instanceof Tensor tensor)) {
            throw malformed("torch._utils." + function);
        }
        return tensor;
    }

    private Object emptyDict(String name, List<Object> args) {
        if (!args.isEmpty()) {
            throw malformed(name);
        }
        return new LinkedHashMap<String, Object>();
    }

    private Object listArgument(String name, List<Object> args) {
        if (args.size() != 1 || !(args.getFirst() instanceof List)) {
            throw malformed(name);
        }
        return args.getFirst();
    }

    /** (class, base, state of the base) or (class, arguments ...): kept as an inert record. */
    private Object instance(String name, List<Object> args) {
        if (args.isEmpty() || !(args.getFirst() instanceof PickledGlobal type)) {
            throw malformed(name);
        }
        return new PickledObject(type.toString(), List.of());
    }

    /** Bytes as pickle protocol 2 spells them: text whose characters are the bytes. */
    private Object encode(List<Object> args) {
        if (args.size() != 2 || !(args.get(0) instanceof String text) || !"latin1".equals(args.get(1))
                || text.length() > MOST_ENCODED - encoded) {
            throw malformed("_codecs.encode");
        }
        encoded += text.length();
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The parts of a path or a device as one short text. */
    private Object joined(String separator, List<Object> args) {
        long length = 0;
        for (Object part : args) {
            length += part instanceof String text ? text.length() : 1;
            if (!(part instanceof String || part instanceof Long) || length > LONGEST_TEXT) {
                throw malformed("a path or device");
            }
        }
        return String.join(separator, args.stream().map(String::valueOf).toList());
    }

    private InputException malformed(String function) {
        return InputException.at(where, function, "not the arguments that torch.save writes");
    }
}
