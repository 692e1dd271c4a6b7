package org.writesae.runtime;

import org.writesae.kernels.Wide;

/**
 * The columns of a layer's states that the fast twins of the recurrences carry together, so that their loops run along the
 * rows of a state: whole heads that share their keys, as many as fit, or a part of one head. No column meets another, and
 * the sums of each run over the rows in the definition's order.
 *
 * <p>Beside the state [d_k, width] there are lanes, a number per column: they lie at constant offsets of one array, since
 * in two arrays the JVM would take them for possibly the same and not vectorise.
 *
 * <p>The definitions split a factor into two float32 values, high and low, to keep their products exact. Here it is one
 * double, high + low, which holds both: the rounded product is the rounded sum of the two exact ones, the same bits. Infinite
 * values and the sign of a zero are exceptions, which {@link RecurrenceTwin} leaves to the definition. With decays that have
 * no sign, what is +0 here is +0 there too, and only what is -0 here can be either: so it is enough to look for -0 in the
 * states that come out. What is read from a zero has no part in a sum. The products that are summed over rows are exact, so
 * fused multiply-add, where {@link FusedLinear#isFast}, changes no bit either.
 */
final class Stretch {
    /** Most columns of a stretch. The JVM does about eight columns of a row one by one, however many there are. */
    static final int WIDTH = 256;
    /** The lanes: decay of the column, value it is written with, sum read out, sum held for the next row's key. */
    static final int DECAY = 0;
    /** In RWKV-7, whose decays belong to rows, the value that is erased with instead. */
    static final int ERASED = DECAY;
    static final int VALUE = WIDTH;
    static final int OUTPUT = 2 * WIDTH;
    static final int HELD = 3 * WIDTH;
    private static final boolean FUSED = FusedLinear.isFast();

    /** First head, how many, their first column, columns of each and of all together. */
    int head;
    int heads;
    int column;
    int part;
    int width;
    final float[] state;
    final double[] lanes = new double[4 * WIDTH];
    private final int sharing;
    private final int dk;
    private final int dv;

    /**
     * @param sharing heads in a row that share their keys
     * @param dk      d_k
     * @param dv      d_v
     */
    Stretch(int sharing, int dk, int dv) {
        this.sharing = sharing;
        this.dk = dk;
        this.dv = dv;
        state = new float[dk * Math.min(WIDTH, sharing * dv)];
    }

    /** Stretches of {@code columns} = sequences · H · d_v columns. */
    static int count(int columns, int sharing, int dv) {
        return columns / dv / sharing * perGroup(sharing, dv);
    }

    /** Stretches of the heads that share keys. */
    private static int perGroup(int sharing, int dv) {
        int atOnce = atOnce(sharing, dv);
        return (sharing + atOnce - 1) / atOnce * ((dv + WIDTH - 1) / WIDTH);
    }

    private static int atOnce(int sharing, int dv) {
        return Math.max(1, Math.min(sharing, WIDTH / dv));
    }

    /** Goes to stretch {@code n} of a layer. */
    void place(int n) {
        int perGroup = perGroup(sharing, dv);
        int perHead = (dv + WIDTH - 1) / WIDTH;
        int skipped = n % perGroup / perHead * atOnce(sharing, dv);
        head = n / perGroup * sharing + skipped;
        heads = Math.min(atOnce(sharing, dv), sharing - skipped);
        column = n % perHead * WIDTH;
        part = Math.min(WIDTH, dv - column);
        width = heads * part;
    }

    /** Takes the columns of head {@code m} of the stretch from a matrix of {@code states}. */
    void load(float[] states, int m, int matrix) {
        for (int c = 0; c < dk; c++) {
            System.arraycopy(states, (matrix * dk + c) * dv + column, state, c * width + m * part, part);
        }
    }

    /** Puts them into one. */
    void store(float[] states, int m, int matrix) {
        for (int c = 0; c < dk; c++) {
            System.arraycopy(state, c * width + m * part, states, (matrix * dk + c) * dv + column, part);
        }
    }

    /** Whether no element of the state is -0. */
    boolean hasNoNegativeZero() {
        for (int n = 0; n < dk * width; n++) {
            if (Float.floatToRawIntBits(state[n]) == Integer.MIN_VALUE) {
                return false;
            }
        }
        return true;
    }

    /** Whether all elements of the state are finite; one that ever was not is not any more. */
    boolean isFinite() {
        for (int n = 0; n < dk * width; n++) {
            if (!Float.isFinite(state[n])) {
                return false;
            }
        }
        return true;
    }

    void clear(int lane) {
        for (int j = 0; j < width; j++) {
            lanes[lane + j] = 0;
        }
    }

    /** Sets the lane of values from element {@code at} of an array on, each in the two float32 parts it is written with. */
    void take(double[] values, int at) {
        System.arraycopy(values, at, lanes, VALUE, width);
        for (int j = 0; j < width; j++) {
            lanes[VALUE + j] = parts(lanes[VALUE + j]);
        }
    }

    /** Puts what was read out into an array, wide. */
    void give(double[] o, int at) {
        for (int j = 0; j < width; j++) {
            lanes[OUTPUT + j] = Wide.wide(lanes[OUTPUT + j]);
        }
        System.arraycopy(lanes, OUTPUT, o, at, width);
    }

    /** The two float32 parts of a factor in one double. */
    static double parts(double x) {
        float high = (float) x;
        return (double) high + (float) (x - high);
    }

    private static double add(double sum, double a, double b) {
        return FUSED ? Math.fma(a, b, sum) : sum + a * b;
    }

    /** Row {@code at} of the state times {@code key}, held. */
    static void hold(float[] state, double[] lanes, int at, int width, double key) {
        for (int j = 0; j < width; j++) {
            lanes[HELD + j] = add(lanes[HELD + j], state[at + j], key);
        }
    }

    /** {@code row = decay · row + key · value}, then read by the query, and held for the next key. */
    static void writeReadHold(float[] state, double[] lanes, int at, int width, double key, double query, double next) {
        for (int j = 0; j < width; j++) {
            float written = (float) (lanes[DECAY + j] * state[at + j] + key * lanes[VALUE + j]);
            state[at + j] = written;
            lanes[OUTPUT + j] = add(lanes[OUTPUT + j], written, query);
            lanes[HELD + j] = add(lanes[HELD + j], written, next);
        }
    }

    /** The same without decay, that is, with one of 1. */
    static void addReadHold(float[] state, double[] lanes, int at, int width, double key, double query, double next) {
        for (int j = 0; j < width; j++) {
            float written = (float) (state[at + j] + key * lanes[VALUE + j]);
            state[at + j] = written;
            lanes[OUTPUT + j] = add(lanes[OUTPUT + j], written, query);
            lanes[HELD + j] = add(lanes[HELD + j], written, next);
        }
    }

    /** {@code row = decay · row + key · value}, then read by the query. */
    static void writeRead(float[] state, double[] lanes, int at, int width, double key, double query) {
        for (int j = 0; j < width; j++) {
            float written = (float) (lanes[DECAY + j] * state[at + j] + key * lanes[VALUE + j]);
            state[at + j] = written;
            lanes[OUTPUT + j] = add(lanes[OUTPUT + j], written, query);
        }
    }

    /** The same with one decay for the row. */
    static void fadeRead(float[] state, double[] lanes, int at, int width, double decay, double key, double query) {
        for (int j = 0; j < width; j++) {
            float written = (float) (decay * state[at + j] + key * lanes[VALUE + j]);
            state[at + j] = written;
            lanes[OUTPUT + j] = add(lanes[OUTPUT + j], written, query);
        }
    }

    /** {@code row = decay · row + (key · value + other · erased)}, then read, and held for the next key. */
    static void eraseReadHold(float[] state, double[] lanes, int at, int width, double decay, double key, double other,
            double query, double next) {
        for (int j = 0; j < width; j++) {
            double change = key * lanes[VALUE + j] + other * lanes[ERASED + j];
            float written = (float) add(change, state[at + j], decay);
            state[at + j] = written;
            lanes[OUTPUT + j] = add(lanes[OUTPUT + j], written, query);
            lanes[HELD + j] = add(lanes[HELD + j], written, next);
        }
    }
}
