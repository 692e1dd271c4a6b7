package org.writesae.stats;

/**
 * A Householder reflection I − β v vᵀ that turns the elements of a vector from some place on into one number and zeros.
 *
 * @param v    as long as the vector, zero before the place
 * @param beta β; 0 where there is nothing to turn
 * @param head the number
 */
record Reflection(double[] v, double beta, double head) {

    /** Of x, from element {@code from} on. */
    static Reflection of(double[] x, int from) {
        double[] v = new double[x.length];
        double squares = 0;
        for (int i = from; i < x.length; i++) {
            v[i] = x[i];
            squares += x[i] * x[i];
        }
        double rest = squares - v[from] * v[from];
        if (!(rest > 0)) {
            return new Reflection(v, 0, v[from]);
        }
        double head = v[from] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
        v[from] -= head;
        return new Reflection(v, 2 / (rest + v[from] * v[from]), head);
    }

    /** x ← x − β v (v · x), from an element on. */
    void apply(double[] x, int from) {
        double product = 0;
        for (int i = from; i < x.length; i++) {
            product += v[i] * x[i];
        }
        add(x, -beta * product, from);
    }

    /** x ← x + factor · v, from an element on. */
    void add(double[] x, double factor, int from) {
        for (int i = from; i < x.length; i++) {
            x[i] += factor * v[i];
        }
    }
}
