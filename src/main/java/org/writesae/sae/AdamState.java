package org.writesae.sae;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.io.InputException;
import org.writesae.io.PythonTuple;
import org.writesae.io.Tensor;

/**
 * What Adam carries from step to step, as {@code torch.optim.Adam}'s {@code state_dict} holds it: by the number of a
 * parameter, counted in the order of {@code model.parameters()}.
 *
 * @param learningRate of the last step
 * @param steps        steps done, the same for every parameter
 * @param averages     {@code exp_avg}: running mean of each parameter's gradient, by name, in parameter order
 * @param squares      {@code exp_avg_sq}: running mean of its square
 */
public record AdamState(double learningRate, long steps, Map<String, Tensor> averages, Map<String, Tensor> squares) {
    /** β₁, β₂ and ε: torch's defaults, which upstream trains with. */
    public static final double BETA1 = 0.9;
    public static final double BETA2 = 0.999;
    public static final double EPSILON = 1e-8;

    /** {@code optimizer.state_dict()} of Adam with upstream's settings. */
    Map<String, Object> toTorch() {
        Map<Integer, Object> states = new LinkedHashMap<>();
        List<Integer> numbers = new ArrayList<>();
        averages.forEach((name, average) -> {
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("step", Tensor.of("step", new float[] {steps}));
            state.put("exp_avg", average);
            state.put("exp_avg_sq", squares.get(name));
            numbers.add(numbers.size());
            states.put(states.size(), state);
        });
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("lr", learningRate);
        group.put("betas", PythonTuple.of(BETA1, BETA2));
        group.put("eps", EPSILON);
        group.put("weight_decay", 0);
        group.put("amsgrad", false);
        group.put("maximize", false);
        group.put("foreach", null);
        group.put("capturable", false);
        group.put("differentiable", false);
        group.put("fused", null);
        group.put("decoupled_weight_decay", false);
        group.put("params", numbers);
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("state", states);
        whole.put("param_groups", List.of(group));
        return whole;
    }

    /**
     * Reads the {@code optimizer_state_dict} of a checkpoint.
     *
     * @param shapes of the parameters, in their order
     */
    static AdamState read(Path path, Map<?, ?> stored, Map<String, long[]> shapes) {
        if (!(stored.get("state") instanceof Map<?, ?> states) || !(stored.get("param_groups") instanceof List<?> groups)
                || groups.size() != 1 || !(groups.getFirst() instanceof Map<?, ?> group)
                || !(group.get("lr") instanceof Number rate)) {
            throw InputException.at(path, "optimizer_state_dict", "not the state of Adam with one group of parameters");
        }
        requireUpstreams(path, group);
        if (states.size() != shapes.size()) {
            throw InputException.at(path, "optimizer_state_dict.state", states.size() + " parameters, the autoencoder has "
                    + shapes.size());
        }
        Map<String, Tensor> averages = new LinkedHashMap<>();
        Map<String, Tensor> squares = new LinkedHashMap<>();
        long steps = -1;
        for (String name : shapes.keySet()) {
            String number = Integer.toString(averages.size());
            String place = "optimizer_state_dict.state." + number;
            if (!(states.get(number) instanceof Map<?, ?> state)) {
                throw InputException.at(path, place, "missing; it belongs to " + name);
            }
            long done = steps(path, place, state.get("step"));
            if (steps >= 0 && steps != done) {
                throw InputException.at(path, place + ".step", done + ", for the parameters before " + steps);
            }
            steps = done;
            averages.put(name, moment(path, place, state, "exp_avg", shapes.get(name)));
            squares.put(name, moment(path, place, state, "exp_avg_sq", shapes.get(name)));
        }
        return new AdamState(rate.doubleValue(), steps, averages, squares);
    }

    private static void requireUpstreams(Path path, Map<?, ?> group) {
        boolean same = List.of(BETA1, BETA2).equals(group.get("betas")) && Double.valueOf(EPSILON).equals(group.get("eps"))
                && group.get("weight_decay") instanceof Number decay && decay.doubleValue() == 0
                && !Boolean.TRUE.equals(group.get("amsgrad"));
        if (!same) {
            throw InputException.at(path, "optimizer_state_dict.param_groups", "Adam with betas 0.9 and 0.999, eps 1e-8, no"
                    + " weight decay and no amsgrad was expected");
        }
    }

    private static long steps(Path path, String place, Object value) {
        double steps = switch (value) {
            case Tensor tensor when tensor.size() == 1 -> tensor.doubles()[0];
            case Number number -> number.doubleValue();
            case null, default -> Double.NaN;
        };
        if (!(steps >= 0) || steps != Math.rint(steps) || steps > Long.MAX_VALUE / 2) {
            throw InputException.at(path, place + ".step", value + ", a number of steps was expected");
        }
        return (long) steps;
    }

    private static Tensor moment(Path path, String place, Map<?, ?> state, String key, long[] shape) {
        if (!(state.get(key) instanceof Tensor tensor)) {
            throw InputException.at(path, place + "." + key, "missing");
        }
        // Stored before ranks existed, a moment has its factor's two axes.
        boolean upgraded = tensor.rank() == 2 && shape.length == 3 && shape[1] == 1;
        return SaeShapes.checked(upgraded ? tensor.reshaped(tensor.shape(0), 1, tensor.shape(1)) : tensor, shape);
    }
}
