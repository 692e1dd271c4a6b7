package org.writesae.torch;

/** {@code torch.multinomial} with replacement, for one row of float32 weights. */
final class Multinomial {
    private Multinomial() {
    }

    static int[] draw(TorchGenerator generator, float[] weights, int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException(samples + " samples, at least 1 was expected");
        }
        float[] cumulated = cumulated(weights);
        return samples == 1 ? new int[] {largestRatio(generator, weights)} : lookUp(generator, cumulated, samples);
    }

    /** Sums of the weights up to each one over their total, all in float32. */
    private static float[] cumulated(float[] weights) {
        float[] sums = new float[weights.length];
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || Float.isInfinite(weights[i])) {
                throw new IllegalArgumentException("weight " + i + " is " + weights[i] + ", finite and not negative was expected");
            }
            sum += weights[i];
            sums[i] = sum;
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("all " + weights.length + " weights are zero");
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= sum;
        }
        sums[sums.length - 1] = 1;
        return sums;
    }

    /** torch's short cut for one sample: arg max of weight over Exp(1), the first of equals. */
    private static int largestRatio(TorchGenerator generator, float[] weights) {
        float[] q = generator.exponential(weights.length);
        int best = 0;
        for (int i = 1; i < weights.length; i++) {
            if (weights[i] / q[i] > weights[best] / q[best]) {
                best = i;
            }
        }
        return best;
    }

    private static int[] lookUp(TorchGenerator generator, float[] cumulated, int samples) {
        int[] drawn = new int[samples];
        for (int j = 0; j < samples; j++) {
            double u = generator.uniformDouble();
            int low = 0;
            int high = cumulated.length;
            while (low < high) {
                int middle = low + (high - low) / 2;
                if (cumulated[middle] < u) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            drawn[j] = low;
        }
        return drawn;
    }
}
