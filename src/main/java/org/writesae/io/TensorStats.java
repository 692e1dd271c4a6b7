package org.writesae.io;

/**
 * Summary of a tensor's elements.
 *
 * @param min      smallest element that is not NaN; NaN if there is none
 * @param max      largest element that is not NaN; NaN if there is none
 * @param nans     number of NaNs
 * @param infinite number of infinities
 */
public record TensorStats(double min, double max, long nans, long infinite) {

    /** Reads the whole tensor once, in small pieces. */
    public static TensorStats of(Tensor tensor) {
        double min = Double.NaN;
        double max = Double.NaN;
        long nans = 0;
        long infinite = 0;
        double[] chunk = new double[(int) Math.min(tensor.size(), 1 << 13)];
        for (long from = 0; from < tensor.size(); from += chunk.length) {
            int count = (int) Math.min(chunk.length, tensor.size() - from);
            tensor.copyDoubles(from, chunk, 0, count);
            for (int i = 0; i < count; i++) {
                double value = chunk[i];
                if (Double.isNaN(value)) {
                    nans++;
                    continue;
                }
                infinite += Double.isInfinite(value) ? 1 : 0;
                min = value < min || Double.isNaN(min) ? value : min;
                max = value > max || Double.isNaN(max) ? value : max;
            }
        }
        return new TensorStats(min, max, nans, infinite);
    }
}
