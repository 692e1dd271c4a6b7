package org.writesae.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a golden case.
 *
 * @param golden  the case
 * @param outputs one entry per output and state
 * @param problem why the call itself went wrong, or null
 */
public record CaseResult(GoldenCase golden, List<Output> outputs, String problem) {

    /**
     * One tensor compared.
     *
     * @param argument      the argument compared
     * @param distance      how far it is from the expected tensor
     * @param differingBits elements that are not the expected value rounded once: to float32, or in an exact
     *                      case to the stored type. One NaN is as good as another.
     * @param actual        the tensor found, row-major; shared, not copied
     */
    public record Output(GoldenArgument argument, ScaledUlp distance, int differingBits, double[] actual) {
    }

    public CaseResult {
        outputs = List.copyOf(outputs);
    }

    /** The tensors found, by the names of their arguments; shared, not copied. */
    public Map<String, double[]> actual() {
        Map<String, double[]> actual = new LinkedHashMap<>();
        outputs.forEach(output -> actual.put(output.argument().name(), output.actual()));
        return actual;
    }

    /** The largest scaled ULP of the outputs. */
    public double scaledUlp() {
        return outputs.stream().mapToDouble(output -> output.distance().value()).max().orElse(0);
    }

    /** Elements whose bits are not those of the correctly rounded expected value. */
    public int differingBits() {
        return outputs.stream().mapToInt(Output::differingBits).sum();
    }

    /** Elements whose bits are not those of the same case run elsewhere; one NaN is as good as another. */
    public int differingFrom(CaseResult other) {
        if (outputs.size() != other.outputs.size()) {
            return outputs.stream().mapToInt(output -> output.actual().length).sum();
        }
        int differing = 0;
        for (int n = 0; n < outputs.size(); n++) {
            double[] here = outputs.get(n).actual();
            double[] there = other.outputs.get(n).actual();
            for (int i = 0; i < here.length; i++) {
                differing += Double.doubleToLongBits(here[i]) == Double.doubleToLongBits(there[i]) ? 0 : 1;
            }
        }
        return differing;
    }

    /** Whether the tensors are the expected ones, by the class and limit of the case. */
    public boolean accepted() {
        boolean exact = golden.rigor() == GoldenCase.Rigor.EXACT;
        return problem == null && scaledUlp() <= golden.limit().maxScaledUlp() && (!exact || differingBits() == 0);
    }

    /** Whether all is well: a valid case accepted, an invalid one computed and refused. */
    public boolean ok() {
        return problem == null && accepted() == golden.valid();
    }

    /** One line on the worst element, or on the problem. */
    public String explanation() {
        if (problem != null) {
            return problem;
        }
        Output worst = outputs.getFirst();
        for (Output output : outputs) {
            worst = output.distance().value() > worst.distance().value() ? output : worst;
        }
        GoldenArgument argument = worst.argument();
        ScaledUlp distance = worst.distance();
        return distance.index() < 0 ? argument.name() + " is empty"
                : argument.name() + argument.position(distance.index()) + ": " + distance.values();
    }
}
