package org.writesae.sae;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;

/**
 * An autoencoder read from a file, whichever form it had: every tensor under upstream's name, its shape
 * checked against the others, all values finite. {@link #notes} says what was inferred.
 */
public final class SaeCheckpoint {
    /** The tensor of training batches since each feature was active. */
    public static final String COUNTERS = "steps_since_active";
    private static final List<String> IN_DIRECTORY = List.of(SaeFiles.WEIGHTS, "best.pt", "final.pt", "checkpoint.pt");

    private final SaeSource source;
    private final SaeConfig config;
    private final Map<String, Tensor> tensors;
    private final boolean encoder;

    private SaeCheckpoint(SaeSource source, SaeConfig config, Map<String, Tensor> tensors, boolean encoder) {
        this.source = source;
        this.config = config;
        this.tensors = tensors;
        this.encoder = encoder;
    }

    /**
     * Reads a {@code .pt} file of form A, B or C, a {@code .safetensors} file with {@code cfg.json} beside it, or a
     * directory that holds one of them under its usual name.
     */
    public static SaeCheckpoint load(Path path) {
        Path file = Files.isDirectory(path) ? inDirectory(path) : path;
        boolean safetensors = file.getFileName().toString().endsWith(".safetensors");
        SaeSource source = safetensors ? SafetensorsSource.read(file) : TorchSource.read(file);
        Map<String, Tensor> canonical = SaeKeys.canonical(source);
        SaeType type = type(source, canonical);
        Map<String, Tensor> state = upgraded(source, SaeKeys.forType(source, canonical, type));
        return checked(source, state, SaeSizes.config(source, state, type));
    }

    /** Whether a directory holds a checkpoint under its usual name. */
    public static boolean isIn(Path directory) {
        return IN_DIRECTORY.stream().anyMatch(name -> Files.exists(directory.resolve(name)));
    }

    /** The same autoencoder for states with their two axes exchanged: v and w of every atom change places. */
    public SaeCheckpoint turned() {
        return new SaeCheckpoint(source, config.turned(), TurnedTensors.of(config, tensors), encoder);
    }

    /** The same autoencoder with the axes that its states had; a flat one need not say and works on all elements alike. */
    public SaeCheckpoint ofStates(int rows, int columns) {
        return new SaeCheckpoint(source, config.of(rows, columns), tensors, encoder);
    }

    /** A, B, C or safetensors. */
    public String form() {
        return source.form();
    }

    public Path path() {
        return source.path();
    }

    public SaeConfig config() {
        return config;
    }

    /** By upstream's names: encoder.weight, V, W_dec, bias, ..., and steps_since_active where the file has it. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** The trained tensors, in the order of upstream's {@code model.parameters()}; the file must have all of them. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        SaeShapes.parameters(config).keySet().forEach(name -> parameters.put(name, tensor(name)));
        return parameters;
    }

    /** A tensor the variant has; a missing one (a file of decoder factors only) is bad input. */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw InputException.at(path(), name, "not in this checkpoint, which has " + tensors.keySet());
        }
        return tensor;
    }

    /** False for files that hold decoder factors only: they can be substituted, not encoded with. */
    public boolean hasEncoder() {
        return encoder;
    }

    /** Key factor v [d_k] of component {@code r} of atom {@code i}, from the decoder. */
    public float[] atomKey(int i, int r) {
        return factor(config.type().keyFactor(), i, r, config.dk());
    }

    /** Value factor w [d_v] of component {@code r} of atom {@code i}, from the decoder. */
    public float[] atomValue(int i, int r) {
        return factor(config.type().valueFactor(), i, r, config.dv());
    }

    /** Validation error as stored, or the best one where that is all the file has. */
    public OptionalDouble valMse() {
        Double stated = progress().valMse() == null ? progress().bestValMse() : progress().valMse();
        return stated == null ? OptionalDouble.empty() : OptionalDouble.of(stated);
    }

    /** How far the training was. */
    public Progress progress() {
        return source.progress();
    }

    /** What was inferred, renamed, reshaped, ignored or missing. */
    public List<String> notes() {
        return Collections.unmodifiableList(source.notes());
    }

    /** @throws InputException if the atoms are whole matrices */
    public void requireFactors() {
        if (!config.type().hasFactors()) {
            throw new InputException(path() + ": sae_type " + config.type().label()
                    + ": its atoms are not rank-1, so that none can take the place of a write");
        }
    }

    private float[] factor(String name, int i, int r, int width) {
        if (!config.type().hasFactors()) {
            throw new InputException(path() + ": atoms of a " + config.type().label() + " autoencoder have no factors");
        }
        if (i < 0 || i >= config.features() || r < 0 || r >= config.rank()) {
            throw new InputException(path() + ": no component " + r + " of atom " + i + ", there are " + config.features()
                    + " atoms of rank " + config.rank());
        }
        float[] factor = new float[width];
        tensor(name).copyFloats(((long) i * config.rank() + r) * width, factor, 0, width);
        return factor;
    }

    private static Path inDirectory(Path directory) {
        return IN_DIRECTORY.stream().map(directory::resolve).filter(Files::exists).findFirst().orElseThrow(
                () -> new InputException(directory + ": no checkpoint, expected one of " + IN_DIRECTORY));
    }

    private static SaeType type(SaeSource source, Map<String, Tensor> canonical) {
        Object stated = source.config().get("sae_type");
        if (stated instanceof String label && SaeType.named(label).isPresent()) {
            return tiedIfSo(source, SaeType.named(label).get(), canonical);
        }
        SaeType type = SaeKeys.infer(canonical);
        source.notes().add("sae_type " + (stated == null ? "not stated" : "is '" + stated + "', none of upstream's") + ", "
                + type.label() + " inferred from the tensors");
        return type;
    }

    /** Upstream's loader takes a bilinear state_dict without encoder factors for a tied one. */
    private static SaeType tiedIfSo(SaeSource source, SaeType stated, Map<String, Tensor> canonical) {
        boolean tied = stated == SaeType.BILINEAR && canonical.containsKey("V_dec") && canonical.containsKey("b_enc")
                && !canonical.containsKey("V_enc");
        if (tied) {
            source.notes().add("sae_type is bilinear, but there are no encoder factors: read as bilinear_tied");
        }
        return tied ? SaeType.BILINEAR_TIED : stated;
    }

    private static Map<String, Tensor> upgraded(SaeSource source, Map<String, Tensor> state) {
        Map<String, Tensor> upgraded = new LinkedHashMap<>();
        List<String> changed = new ArrayList<>();
        state.forEach((name, tensor) -> {
            Tensor newer = SaeShapes.upgraded(name, tensor);
            upgraded.put(name, newer);
            if (newer != tensor) {
                changed.add(name);
            }
        });
        if (!changed.isEmpty()) {
            source.notes().add("factors with two axes, a rank axis of 1 inserted: " + String.join(", ", changed));
        }
        return upgraded;
    }

    private static SaeCheckpoint checked(SaeSource source, Map<String, Tensor> state, SaeConfig config) {
        Map<String, Tensor> kept = new LinkedHashMap<>();
        boolean strict = source.isStateDict();
        boolean encoder = take(source, state, SaeShapes.encoder(config), kept, strict, "no encoder");
        take(source, state, SaeShapes.decoder(config), kept, true, "");
        take(source, state, SaeShapes.decoderBias(config), kept, strict, "no decoder bias");
        SaeShapes.keepCounters(state, kept, config);
        List<String> ignored = state.keySet().stream().filter(name -> !kept.containsKey(name)).toList();
        if (!ignored.isEmpty()) {
            source.notes().add("tensors that " + config.type().label() + " does not have, ignored: "
                    + String.join(", ", ignored));
        }
        return new SaeCheckpoint(source, config, Collections.unmodifiableMap(kept), encoder);
    }

    /** Moves the named tensors over; false where one is missing that may be. */
    private static boolean take(SaeSource source, Map<String, Tensor> state, Map<String, long[]> shapes,
            Map<String, Tensor> kept, boolean required, String without) {
        List<String> missing = shapes.keySet().stream().filter(name -> !state.containsKey(name)).toList();
        if (!missing.isEmpty() && required) {
            throw InputException.at(source.path(), String.join(", ", missing), "missing; the file has " + state.keySet());
        }
        shapes.forEach((name, shape) -> {
            if (state.containsKey(name)) {
                kept.put(name, SaeShapes.checked(state.get(name), shape).renamed(name, state.get(name).where()));
            }
        });
        if (!missing.isEmpty()) {
            source.notes().add(without + ": " + String.join(", ", missing) + " missing");
        }
        return missing.isEmpty();
    }
}
