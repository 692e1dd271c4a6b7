package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.io.Tensor;
import org.writesae.reference.GoldenArgument;
import org.writesae.reference.GoldenArgument.Role;
import org.writesae.reference.GoldenCase;

/** Kernel calls as cases for another implementation. */
final class KernelCases {
    private KernelCases() {
    }

    /**
     * The valid cases among some, each with those of the invalid ones that have its inputs.
     *
     * @param cases all cases of one or more folders
     */
    static List<ConformanceCase> of(List<GoldenCase> cases) {
        return cases.stream().filter(GoldenCase::valid).map(golden -> of(golden, cases)).toList();
    }

    private static ConformanceCase of(GoldenCase golden, List<GoldenCase> cases) {
        List<Tensor> inputs = new ArrayList<>();
        List<Wanted> wanted = new ArrayList<>();
        for (GoldenArgument argument : golden.arguments()) {
            if (argument.initial() != null) {
                inputs.add(input(argument));
            }
            if (argument.judged()) {
                wanted.add(Wanted.of(golden, argument));
            }
        }
        List<Mistake> mistakes = cases.stream().filter(other -> !other.valid() && golden.sameCall(other))
                .map(KernelCases::mistake).toList();
        return new ConformanceCase(golden.id(), golden.kernel().id(), golden.about(), golden.equation(), inputs, wanted,
                mistakes, golden, null);
    }

    private static Mistake mistake(GoldenCase invalid) {
        Map<String, double[]> outputs = new LinkedHashMap<>();
        invalid.arguments().stream().filter(GoldenArgument::judged)
                .forEach(argument -> outputs.put(argument.name(), argument.expected()));
        return new Mistake(invalid.id(), invalid.flags(), invalid.about(), outputs);
    }

    private static Tensor input(GoldenArgument argument) {
        String name = argument.name();
        return switch (argument.initial()) {
            case float[] floats -> Tensor.of(name, floats, argument.shape());
            case double[] doubles -> Tensor.of(name, doubles, argument.shape());
            case int[] ints -> Tensor.of(name, ints, argument.shape());
            case Integer size -> Tensor.of(name, new int[] {size});
            case Double size -> Tensor.of(name, new double[] {size});
            default -> throw new IllegalArgumentException(argument.initial().getClass().getName());
        };
    }

    /** Whole numbers that a call is given, such as d_k, by name. */
    static Map<String, Integer> sizes(GoldenCase golden) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (GoldenArgument argument : golden.arguments()) {
            if (argument.role() == Role.SIZE && argument.initial() instanceof Integer size) {
                sizes.put(argument.name(), size);
            }
        }
        return sizes;
    }
}
