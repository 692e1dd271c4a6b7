package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.kernels.Parallel;

/** What a kernel may not contain, each in a kernel of its own. */
public final class SuspectKernels {
    private SuspectKernels() {
    }

    /** Has no counterpart on the device. */
    public static void floors(double[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = Math.floor(x[from + i]);
        }
    }

    /** Stops at a negative element or a large one, whichever comes first. */
    public static void twoBreaks(int[] y, double[] x, int[] width, int stride, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int found = -1;
            int end = width[n];
            for (int j = 0; j < end; j++) {
                double value = x[n * stride + j];
                if (value < 0) {
                    found = j;
                    break;
                }
                if (value > 2) {
                    found = 100 + j;
                    break;
                }
            }
            y[n] = found;
        }
    }

    /** The same as a helper that returns from its loop. */
    public static void twoReturns(int[] y, double[] x, int[] width, int stride, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = find(x, n * stride, width[n]);
        }
    }

    private static int find(double[] x, int base, int end) {
        for (int j = 0; j < end; j++) {
            if (x[base + j] < 0) {
                return j;
            }
            if (x[base + j] > 2) {
                return 100 + j;
            }
        }
        return -1;
    }

    /** Three variables change places in a ring. */
    public static void rotatedVariables(int[] y, int[] a, int[] times, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int p = a[n];
            int q = p + 1;
            int r = p + 2;
            int end = times[n];
            for (int turn = 0; turn < end; turn++) {
                int t = p;
                p = q;
                q = r;
                r = t;
            }
            y[n] = p * 10000 + q * 100 + r;
        }
    }

    /** Elements of a new array are 0 in Java. */
    public static void localArray(double[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            double[] bins = new double[16];
            for (int j = 0; j < 16; j++) {
                bins[j] = bins[j] + x[n * 16 + j];
            }
            double sum = 0;
            for (int j = 0; j < 16; j++) {
                sum += bins[j];
            }
            y[n] = sum;
        }
    }

    public static void unsignedShift(int[] y, int[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = x[from + i] >>> 3;
        }
    }

    public static void negativeDivision(int[] y, int[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = x[from + i] / 8;
        }
    }

    /** Writes every other element. */
    public static void partialWrite(double[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[2 * (from + i)] = x[from + i];
        }
    }

    public static void builtInExponential(double[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = Math.exp(x[from + i]);
        }
    }

    /** False of NaN. */
    public static void atLeast(int[] y, double[] x, double bound, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int many = 0;
            many += x[from + i] >= bound ? 1 : 0;
            y[from + i] = many;
        }
    }

    /** Java adds shorts as ints: the sum may be larger than a short. */
    public static void shortSums(short[] y, short[] a, short[] b, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int sum = a[i] + b[i];
            y[i] = (short) (sum > 20000 ? 1 : 0);
        }
    }

    /** The same for bytes. */
    public static void byteSums(byte[] y, byte[] a, byte[] b, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int sum = a[i] + b[i];
            y[i] = (byte) (sum > 100 ? 1 : 0);
        }
    }

    /** Marks the elements below count. */
    public static void marks(int[] y, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[i] = 1;
        }
    }

    public static void signedShift(int[] y, int[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = x[from + i] >> 3;
        }
    }

    /** The bound of the inner loop is read from memory where it is compared. */
    public static void boundInMemory(int[] y, int[] bound, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int sum = 0;
            for (int j = 0; j <= bound[0]; j++) {
                sum += j + n;
            }
            y[n] = sum;
        }
    }

    public static void floatQuotients(float[] y, float[] a, float[] b, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = a[n] / b[n];
        }
    }

    /** The larger one, NaN if either is. */
    public static void maxima(double[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = Math.max(x[from + i], 1.5);
        }
    }

    /** False of NaN. */
    public static void ordinary(int[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            double value = x[from + i];
            boolean ordinary = value > 0 && value <= Double.MAX_VALUE;
            y[from + i] = ordinary ? 1 : 0;
        }
    }

    /** −1, and then its own number, through a helper. */
    public static void passedLocals(KernelContext context, int[] y, int[] length) {
        int[] local = context.allocateIntLocalArray(64);
        local[0] = -1;
        fill(local, length[0], context.groupIdx);
        y[context.groupIdx] = local[0];
    }

    private static void fill(int[] array, int length, int value) {
        for (int n = 0; n < length; n++) {
            array[n] = value;
        }
    }
}
