package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import org.writesae.stats.BimodalityCoefficient;
import org.writesae.stats.GaussianMixture;
import org.writesae.stats.Quantile;

/**
 * Atoms by class (E11): a <b>register</b> is an alive atom whose median cosine to the native
 * write is at least τ, a <b>bundle</b> another alive atom; the rest never fire.
 *
 * @param atoms     every atom, by index
 * @param positions token positions looked at
 * @param threshold τ
 */
public record Partition(List<AtomAlignment> atoms, long positions, double threshold) {
    /** The paper's τ. */
    public static final double TAU = 0.05;
    /** Those of its sweep. */
    public static final List<Double> SWEEP = List.of(0.02, 0.03, 0.05, 0.10);
    /** Values per component that a mixture is fitted to at least. */
    private static final int PER_COMPONENT = 10;

    public Partition {
        atoms = List.copyOf(atoms);
    }

    /** Alive atoms. */
    public List<AtomAlignment> alive() {
        return atoms.stream().filter(AtomAlignment::isAlive).toList();
    }

    /** Alive atoms at or above the threshold. */
    public List<AtomAlignment> registers() {
        return alive().stream().filter(isRegister(threshold)).toList();
    }

    /** Alive atoms below it. */
    public List<AtomAlignment> bundles() {
        return alive().stream().filter(isRegister(threshold).negate()).toList();
    }

    private static Predicate<AtomAlignment> isRegister(double tau) {
        return atom -> atom.medianCosine() >= tau;
    }

    /** Registers at another threshold. */
    public int registersAt(double tau) {
        return (int) alive().stream().filter(isRegister(tau)).count();
    }

    /** Atoms that never fire. */
    public int dead() {
        return atoms.size() - alive().size();
    }

    /** [alive]: the median cosines. */
    public double[] cosines() {
        return alive().stream().mapToDouble(AtomAlignment::medianCosine).toArray();
    }

    /** Median over alive atoms of their median null cosine; NaN without any. */
    public double nullMedian() {
        return median(alive().stream().mapToDouble(AtomAlignment::medianNull).toArray());
    }

    /** Median of the median cosines of some atoms; NaN without any. */
    public static double medianCosine(List<AtomAlignment> some) {
        return median(some.stream().mapToDouble(AtomAlignment::medianCosine).toArray());
    }

    private static double median(double[] values) {
        return values.length == 0 ? Double.NaN : Quantile.median(values);
    }

    /** Mixtures of 1, 2 and 3 normal distributions of the median cosines, as far as there are atoms enough. */
    public List<GaussianMixture> mixtures() {
        List<GaussianMixture> fitted = new ArrayList<>();
        double[] cosines = cosines();
        boolean spread = Arrays.stream(cosines).distinct().count() > 1;
        for (int k = 1; k <= 3 && spread && cosines.length >= PER_COMPONENT * k; k++) {
            fitted.add(GaussianMixture.fit(cosines, k));
        }
        return fitted;
    }

    /** Of the median cosines; null with fewer than four alive atoms. */
    public BimodalityCoefficient bimodality() {
        double[] cosines = cosines();
        return cosines.length < 4 || Arrays.stream(cosines).distinct().count() < 2 ? null : BimodalityCoefficient.of(cosines);
    }
}
