package org.writesae.experiment;

import java.util.Arrays;
import java.util.List;

import org.writesae.io.InputException;
import org.writesae.kernels.RankOneEdit;
import org.writesae.model.Writes;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Vectors;

/**
 * What takes the place of the native write at each firing, as factors of rank-1 terms: minus the native
 * write, plus the atom, nothing, or the random control. Three edits per firing, in that order.
 *
 * <p>The atom term is c A_i, with c = a_i (natural) or ‖Δ_nat‖_F / ‖A_i‖_F (matched). The random control
 * is c A_j (same-coefficient), A_j or a Gaussian rank-1 matrix at the norm of the atom term (non-firing, gaussian), or
 * a matrix of coordinates of the passage's writes at ‖Δ_nat‖_F (empirical). A {@link BaselineAtom} takes the atom's place at
 * ‖Δ_nat‖_F, whatever the amplitude.
 */
final class Replacements {
    /** Atom, deletion, random control. */
    static final int CONDITIONS = 3;
    private static final Kernel SCALE = Kernel.of(RankOneEdit.class, "scaleFactors");

    private final WriteSae sae;
    private final double[] atomNorms;
    private final NativeOverlap overlap;
    private final SubstitutionReadings readings;
    private final BaselineAtom baseline;
    private final Backend backend;
    private final int rank;
    private final int nativeTerms;
    private final int dk;
    private final int dv;

    Replacements(WriteSae sae, SubstitutionReadings readings, int nativeTerms, Backend backend) {
        this(sae, readings, nativeTerms, null, backend);
    }

    /** @param baseline what takes the atom's place, or null for the atom */
    Replacements(WriteSae sae, SubstitutionReadings readings, int nativeTerms, BaselineAtom baseline, Backend backend) {
        this.sae = sae;
        this.baseline = baseline;
        this.atomNorms = sae.atomNorms();
        this.overlap = new NativeOverlap(sae, backend);
        this.readings = readings;
        this.backend = backend;
        this.rank = sae.config().rank();
        this.nativeTerms = nativeTerms;
        this.dk = sae.config().dk();
        this.dv = sae.config().dv();
    }

    /** Rank-1 terms of an edit: those of the native write and those of an atom. */
    int terms() {
        return nativeTerms + rank;
    }

    /**
     * The edits of some firings.
     *
     * @param left       [firings, 3, terms, d_k], key factors with their coefficients
     * @param right      [firings, 3, terms, d_v], value factors
     * @param normNative [firings], ‖Δ_nat‖_F
     * @param cosine     [firings], signed cosine of atom and native write
     */
    record Edits(double[] left, double[] right, double[] normNative, double[] cosine) {
    }

    /** The edits of {@code firings}, all of the sequence that {@code trace} followed. */
    Edits of(List<Firing> firings, CellTrace trace, List<RandomDraw> draws) {
        int n = firings.size();
        double[] key = new double[n * nativeTerms * dk];
        double[] value = new double[n * nativeTerms * dv];
        float[] atomKey = new float[n * rank * dk];
        float[] atomValue = new float[n * rank * dv];
        for (int f = 0; f < n; f++) {
            Firing firing = firings.get(f);
            NativeOverlap.copy(trace.writes().keys(), firing.position(), key, f, nativeTerms * dk);
            NativeOverlap.copy(trace.writes().values(), firing.position(), value, f, nativeTerms * dv);
            atom(firing, trace, f, atomKey, atomValue);
        }
        NativeOverlap.Geometry geometry = overlap.geometry(atomKey, atomValue, firings.stream().mapToDouble(this::norm).toArray(),
                key, value, nativeTerms);
        double[] normNative = geometry.normNative();
        Terms terms = new Terms(n);
        for (int f = 0; f < n; f++) {
            terms.fill(f, key, value);
            terms.substitute(f, firings.get(f), new Control(firings.get(f), draws.get(f), trace.writes()), atomKey, atomValue,
                    normNative[f]);
        }
        return new Edits(terms.scaled(), terms.right, normNative, geometry.cosine());
    }

    /** Factors of what replaces the write: the atom's, or the baseline's as the first term and nothing in the others. */
    private void atom(Firing firing, CellTrace trace, int f, float[] atomKey, float[] atomValue) {
        if (baseline == null) {
            NativeOverlap.copy(sae.keyFactors(), firing.feature(), atomKey, f, rank * dk);
            NativeOverlap.copy(sae.valueFactors(), firing.feature(), atomValue, f, rank * dv);
            return;
        }
        int size = dk * dv;
        BaselineAtom.Factors factors = baseline.at(
                Arrays.copyOfRange(trace.states(), firing.position() * size, (firing.position() + 1) * size));
        System.arraycopy(factors.key(), 0, atomKey, f * rank * dk, dk);
        System.arraycopy(factors.value(), 0, atomValue, f * rank * dv, dv);
    }

    /** ‖A‖_F of what replaces the write, before its coefficient. */
    private double norm(Firing firing) {
        return baseline == null ? atomNorms[firing.feature()] : 1;
    }

    /** What a random control is made from. */
    private record Control(Firing firing, RandomDraw draw, Writes writes) {
        int silentAtom() {
            if (draw.nonFiringAtom() == RandomDraw.NONE) {
                throw new InputException("--random non-firing: every feature fires in passage " + firing.prompt() + ", position "
                        + firing.position());
            }
            return draw.nonFiringAtom();
        }

        /** Coordinate j of the first term of the write at token {@code tokens[j]}. */
        double[] coordinates(double[] factors, int[] tokens) {
            double[] values = new double[tokens.length];
            for (int j = 0; j < values.length; j++) {
                values[j] = factors[tokens[j] * writes.terms() * values.length + j];
            }
            return values;
        }
    }

    /** Collects unscaled factors and their coefficients; a term left out has coefficient zero. */
    private final class Terms {
        private final double[] unscaled;
        private final double[] right;
        private final double[] coefficients;

        Terms(int firings) {
            int vectors = firings * CONDITIONS * terms();
            unscaled = new double[vectors * dk];
            right = new double[vectors * dv];
            coefficients = new double[vectors];
        }

        /** The native write, taken away in every condition. */
        void fill(int f, double[] key, double[] value) {
            for (int condition = 0; condition < CONDITIONS; condition++) {
                int vector = (f * CONDITIONS + condition) * terms();
                System.arraycopy(key, f * nativeTerms * dk, unscaled, vector * dk, nativeTerms * dk);
                System.arraycopy(value, f * nativeTerms * dv, right, vector * dv, nativeTerms * dv);
                Arrays.fill(coefficients, vector, vector + nativeTerms, -1);
            }
        }

        /** The atom or the baseline, and the random control, which goes by the dictionary's coefficient or by their norm. */
        void substitute(int f, Firing firing, Control control, float[] atomKey, float[] atomValue, double normNative) {
            boolean natural = readings.amplitude() == Amplitude.NATURAL;
            double c = natural ? firing.coefficient() : normNative / atomNorms[firing.feature()];
            double own = baseline == null ? c : normNative;
            int first = f * CONDITIONS * terms() + nativeTerms;
            factors(first, atomKey, atomValue, f, own);
            random(first + 2 * terms(), control, c, own * norm(firing), normNative);
        }

        private void random(int vector, Control control, double c, double norm, double normNative) {
            RandomDraw draw = control.draw();
            switch (readings.random()) {
                case SAME_COEFFICIENT -> atom(vector, draw.sameCoefficientAtom(), c);
                case NON_FIRING -> atom(vector, control.silentAtom(), norm / atomNorms[control.silentAtom()]);
                case GAUSSIAN -> matrix(vector, draw.gaussianKey(), draw.gaussianValue(), norm);
                case EMPIRICAL -> matrix(vector, control.coordinates(control.writes().keys(), draw.empiricalKey()),
                        control.coordinates(control.writes().values(), draw.empiricalValue()), normNative);
            }
        }

        /** key valueᵀ at the norm asked for. */
        private void matrix(int vector, double[] key, double[] value, double norm) {
            System.arraycopy(key, 0, unscaled, vector * dk, dk);
            System.arraycopy(value, 0, right, vector * dv, dv);
            coefficients[vector] = norm / (Vectors.length(key) * Vectors.length(value));
        }

        private void atom(int vector, int feature, double c) {
            factors(vector, sae.keyFactors(), sae.valueFactors(), feature, c);
        }

        /** Terms number {@code from} of [n, rank, d_k] and [n, rank, d_v]. */
        private void factors(int vector, float[] key, float[] value, int from, double c) {
            for (int i = 0; i < rank * dk; i++) {
                unscaled[vector * dk + i] = key[from * rank * dk + i];
            }
            for (int j = 0; j < rank * dv; j++) {
                right[vector * dv + j] = value[from * rank * dv + j];
            }
            Arrays.fill(coefficients, vector, vector + rank, c);
        }

        double[] scaled() {
            return backend.compute(SCALE, unscaled.length, Buffer.input("factors", unscaled),
                    Buffer.input("coefficients", coefficients), dk);
        }
    }
}
