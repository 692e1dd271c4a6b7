package org.writesae.model;

import java.util.Arrays;

import org.writesae.runtime.Buffer;

/**
 * The way of a head's output into the residual stream in one layer: norm and gate, then the output projection. What a change
 * of a head's output does to the stream is exact for the projection, and to first order for the norm.
 *
 * @param projection [H·d_v, hidden], the output projection, transposed from the checkpoint's [hidden, H·d_v]
 * @param norm       norm and gate in front of it
 * @param heads      H
 * @param dv         d_v
 * @param hidden     width of the residual stream
 */
public record HeadReadout(Buffer projection, HeadNorm norm, int heads, int dv, int hidden) {

    /** [d_v, hidden], W_O of a head: row j is what element j of its output, normed and gated, adds to the residual stream. */
    public double[] slice(int head) {
        double[] slice = new double[dv * hidden];
        int from = head * slice.length;
        for (int n = 0; n < slice.length; n++) {
            slice[n] = projection.floats()[from + n];
        }
        return slice;
    }

    /** [hidden]: what {@code gated} [H, d_v], head outputs after norm and gate, add to the residual stream. */
    public double[] project(double[] gated) {
        double[] added = new double[hidden];
        for (int n = 0; n < gated.length; n++) {
            if (gated[n] != 0) {
                for (int l = 0; l < hidden; l++) {
                    added[l] += gated[n] * projection.floats()[n * hidden + l];
                }
            }
        }
        return added;
    }

    /**
     * D_t: the derivative of norm and gate at a token, applied to a change of one head's output.
     *
     * @param outputs [H, d_v], head outputs of the token
     * @param gates   [H, d_v], its output gates
     * @param head    the head whose output changes
     * @param change  [d_v], the change
     * @return [H, d_v], the change of the normed and gated outputs
     */
    public double[] tangent(double[] outputs, double[] gates, int head, double[] change) {
        return switch (norm) {
            case HeadNorm.PerHead n -> ofHead(outputs, gates, head, change, n.weight().floats(), 0, false, n.eps());
            case HeadNorm.Centred n -> ofHead(outputs, gates, head, change, n.weight().floats(), head * dv, true, n.eps());
            case HeadNorm.GateFirst n -> ofGroup(outputs, gates, head, change, n);
        };
    }

    private double[] ofHead(double[] outputs, double[] gates, int head, double[] change, float[] weight, int first,
            boolean centred, double eps) {
        double[] own = Arrays.copyOfRange(outputs, head * dv, (head + 1) * dv);
        double[] moved = NormTangent.of(own, change, centred, eps);
        double[] all = new double[heads * dv];
        for (int j = 0; j < dv; j++) {
            all[head * dv + j] = moved[j] * weight[first + j] * gates[head * dv + j];
        }
        return all;
    }

    private double[] ofGroup(double[] outputs, double[] gates, int head, double[] change, HeadNorm.GateFirst n) {
        int width = heads * dv / n.groups();
        int from = head * dv / width * width;
        double[] gated = new double[width];
        double[] moved = new double[width];
        for (int j = 0; j < width; j++) {
            gated[j] = outputs[from + j] * gates[from + j];
        }
        for (int j = 0; j < dv; j++) {
            moved[head * dv - from + j] = change[j] * gates[head * dv + j];
        }
        double[] normed = NormTangent.of(gated, moved, false, n.eps());
        double[] all = new double[heads * dv];
        for (int j = 0; j < width; j++) {
            all[from + j] = normed[j] * n.weight().floats()[from + j];
        }
        return all;
    }
}
