package org.writesae.experiment.readers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import org.writesae.stats.Quantile;

/**
 * A head behind the cell's layer.
 *
 * @param signal   median over contexts of its change with the atom inserted
 * @param baseline the same with random matrices
 */
public record Reader(int layer, int head, double signal, double baseline) {

    /** signal / baseline; NaN where both are zero. */
    public double ratio() {
        return signal / baseline;
    }

    /** By name: L17H10. */
    public String name() {
        return "L" + layer + "H" + head;
    }

    /**
     * The heads by ratio, largest first; those without one come last.
     *
     * @param layers   layers with a state behind the cell's
     * @param heads    heads of each
     * @param contexts of one atom, at least one
     */
    static List<Reader> ranked(List<Integer> layers, int heads, List<HeadChanges> contexts) {
        List<Reader> readers = new ArrayList<>();
        for (int n = 0; n < layers.size() * heads; n++) {
            readers.add(new Reader(layers.get(n / heads), n % heads, median(contexts, HeadChanges::signal, n),
                    median(contexts, HeadChanges::baseline, n)));
        }
        readers.sort(Comparator.comparing(Reader::ratio, (a, b) -> Double.isNaN(a) || Double.isNaN(b)
                ? Boolean.compare(Double.isNaN(a), Double.isNaN(b)) : Double.compare(b, a)));
        return readers;
    }

    private static double median(List<HeadChanges> contexts, Function<HeadChanges, double[]> field, int n) {
        return Quantile.median(contexts.stream().mapToDouble(context -> field.apply(context)[n]).toArray());
    }
}
