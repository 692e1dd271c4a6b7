package org.writesae.experiment.perplexity;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** The best approximations of rank r: the first r terms of the singular value decomposition, in double. */
public final class SingularApproximations implements Approximations {
    private final List<Integer> ranks;
    private final int heads;
    private final int dk;
    private final int dv;

    /**
     * @param ranks at least 1 each; above min(d_k, d_v) it is the state itself
     * @param heads all heads of a layer
     */
    public SingularApproximations(List<Integer> ranks, int heads, int dk, int dv) {
        this.ranks = List.copyOf(ranks);
        this.heads = heads;
        this.dk = dk;
        this.dv = dv;
    }

    @Override
    public List<String> tags() {
        return ranks.stream().map(Object::toString).toList();
    }

    @Override
    public Set<Integer> heads(int way) {
        return new TreeSet<>(IntStream.range(0, heads).boxed().toList());
    }

    @Override
    public float[][] of(int head, float[] state) {
        RealMatrix matrix = new Array2DRowRealMatrix(dk, dv);
        for (int n = 0; n < state.length; n++) {
            matrix.setEntry(n / dv, n % dv, state[n]);
        }
        SingularValueDecomposition svd = new SingularValueDecomposition(matrix);
        double[][] left = svd.getU().getData();
        double[][] right = svd.getV().getData();
        double[] sigma = svd.getSingularValues();
        float[][] found = new float[ranks.size()][];
        for (int way = 0; way < found.length; way++) {
            found[way] = sum(left, sigma, right, Math.min(ranks.get(way), sigma.length));
        }
        return found;
    }

    private float[] sum(double[][] left, double[] sigma, double[][] right, int rank) {
        float[] y = new float[dk * dv];
        for (int n = 0; n < y.length; n++) {
            double value = 0;
            for (int r = 0; r < rank; r++) {
                value += left[n / dv][r] * sigma[r] * right[n % dv][r];
            }
            y[n] = (float) value;
        }
        return y;
    }
}
