package org.writesae.stats;

import java.util.Arrays;

/** One tree of a {@link RandomForest}: scikit-learn's depth-first builder with its best splitter, draws included. */
final class ClassificationTree {
    private static final double PURE = Math.ulp(1.0);

    /** Where samples part: values up to the threshold go left. */
    private record Node(int feature, double threshold, Node left, Node right, GiniCounts counts) {
        boolean isLeaf() {
            return left == null;
        }
    }

    private final float[][] columns;
    private final boolean[] positive;
    private final int[] weight;
    private final int depth;
    private final FeatureDraws draws;
    private final SplitSearch search;
    private Node root;

    private ClassificationTree(float[][] columns, boolean[] positive, int[] weight, int depth, SplitSearch search, FeatureDraws draws) {
        this.columns = columns;
        this.positive = positive;
        this.weight = weight;
        this.depth = depth;
        this.search = search;
        this.draws = draws;
    }

    static ClassificationTree fit(float[][] columns, boolean[] positive, int[] train, int[] weight, int mostFeatures, int depth, int leaf,
            int seed) {
        int[] samples = Arrays.stream(train).filter(i -> weight[i] > 0).toArray();
        ClassificationTree tree = new ClassificationTree(columns, positive, weight, depth, new SplitSearch(positive, weight, leaf),
                new FeatureDraws(columns.length, mostFeatures, seed));
        tree.root = tree.grow(samples, 0, 0, 2 * leaf);
        return tree;
    }

    private Node grow(int[] samples, int level, int constants, int fewest) {
        GiniCounts counts = GiniCounts.of(samples, positive, weight);
        if (level >= depth || samples.length < Math.max(2, fewest) || counts.impurity() <= PURE) {
            return new Node(-1, 0, null, null, counts);
        }
        search.begin(counts);
        int known = draws.visit(constants, feature -> search.look(feature, columns[feature], samples));
        if (search.feature() < 0) {
            return new Node(-1, 0, null, null, counts);
        }
        int feature = search.feature();
        double threshold = search.threshold();
        int[] left = Arrays.stream(samples).filter(i -> columns[feature][i] <= threshold).toArray();
        int[] right = Arrays.stream(samples).filter(i -> columns[feature][i] > threshold).toArray();
        Node lower = grow(left, level + 1, known, fewest);
        return new Node(feature, threshold, lower, grow(right, level + 1, known, fewest), counts);
    }

    double positiveShare(float[][] values, int sample) {
        GiniCounts counts = leaf(values, sample).counts;
        return counts.positive() / counts.all();
    }

    double negativeShare(float[][] values, int sample) {
        GiniCounts counts = leaf(values, sample).counts;
        return counts.negative() / counts.all();
    }

    private Node leaf(float[][] values, int sample) {
        Node node = root;
        while (!node.isLeaf()) {
            node = values[node.feature][sample] <= node.threshold ? node.left : node.right;
        }
        return node;
    }

    double[] importances(int features) {
        double[] taken = new double[features];
        add(root, taken);
        double total = Arrays.stream(taken).sum();
        return total > 0 ? Arrays.stream(taken).map(value -> value / total).toArray() : taken;
    }

    private static void add(Node node, double[] taken) {
        if (!node.isLeaf()) {
            taken[node.feature] += node.counts.weighted() - node.left.counts.weighted() - node.right.counts.weighted();
            add(node.left, taken);
            add(node.right, taken);
        }
    }
}
