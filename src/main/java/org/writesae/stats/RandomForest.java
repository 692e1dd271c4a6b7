package org.writesae.stats;

/**
 * scikit-learn's {@code RandomForestClassifier} of two classes, with its draws: trees on bootstrap samples that look at √features
 * features for each split by Gini impurity.
 */
public final class RandomForest {
    /** NumPy's {@code iinfo(int32).max}, which the seeds of trees are drawn below, and C's RAND_R_MAX. */
    private static final int LARGEST = Integer.MAX_VALUE;

    /**
     * What a forest is made of.
     *
     * @param trees how many
     * @param depth most splits on a path
     * @param leaf  fewest samples of a leaf, each counted once however often it was drawn
     * @param seed  {@code random_state}
     */
    public record Settings(int trees, int depth, int leaf, int seed) {
    }

    private final ClassificationTree[] trees;
    private final int features;

    private RandomForest(ClassificationTree[] trees, int features) {
        this.trees = trees;
        this.features = features;
    }

    /**
     * Fits a forest.
     *
     * @param columns  [features][samples], finite
     * @param positive the class of each sample
     * @param train    the samples to fit
     */
    public static RandomForest fit(float[][] columns, boolean[] positive, int[] train, Settings settings) {
        NumpyRandom seeds = new NumpyRandom(settings.seed);
        ClassificationTree[] trees = new ClassificationTree[settings.trees];
        int[] seed = new int[trees.length];
        for (int t = 0; t < trees.length; t++) {
            seed[t] = seeds.below(LARGEST);
        }
        for (int t = 0; t < trees.length; t++) {
            NumpyRandom draws = new NumpyRandom(seed[t]);
            int[] weight = new int[positive.length];
            for (int i = 0; i < train.length; i++) {
                weight[train[draws.below(train.length)]]++;
            }
            int mostFeatures = Math.max(1, (int) Math.sqrt(columns.length));
            trees[t] = ClassificationTree.fit(columns, positive, train, weight, mostFeatures, settings.depth, settings.leaf,
                    new NumpyRandom(seed[t]).below(LARGEST));
        }
        return new RandomForest(trees, columns.length);
    }

    /** Whether the trees together find the second class likelier. */
    public boolean predict(float[][] columns, int sample) {
        double negative = 0;
        double positive = 0;
        for (ClassificationTree tree : trees) {
            double share = tree.positiveShare(columns, sample);
            positive += share;
            negative += tree.negativeShare(columns, sample);
        }
        return positive / trees.length > negative / trees.length;
    }

    /** How much of the impurity the splits by each feature take away, [features], together 1 unless no tree has a split. */
    public double[] importances() {
        double[] sum = new double[features];
        for (ClassificationTree tree : trees) {
            double[] one = tree.importances(features);
            for (int f = 0; f < features; f++) {
                sum[f] += one[f];
            }
        }
        double total = 0;
        for (double value : sum) {
            total += value;
        }
        for (int f = 0; f < features && total > 0; f++) {
            sum[f] /= total;
        }
        return sum;
    }
}
