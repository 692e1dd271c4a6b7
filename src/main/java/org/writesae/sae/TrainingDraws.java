package org.writesae.sae;

import java.util.Arrays;
import java.util.Map;

import org.writesae.io.Tensor;
import org.writesae.torch.TorchGenerator;

/**
 * Every random number that upstream's {@code core/train.py} draws on the CPU, in its order. There are two kinds of
 * generators: the default one, seeded once with the training seed, and ones of their own for a single permutation.
 *
 * <ol>
 * <li>{@code torch.manual_seed(seed)} seeds the default generator.</li>
 * <li>The split is a permutation from a generator of its own with the same seed; the first ⌊0.8 n⌋ are the training
 * set ({@code split_utils.make_train_val_indices}). The default generator is not touched.</li>
 * <li>The model's constructor draws the weights from the default generator ({@link InitialWeights}).</li>
 * <li>An epoch starts with iterating the training loader: first 64 bits from the default generator for the seed of
 * the loader's workers ({@code _base_seed}, drawn with and without workers, never used by this data set), then 64
 * bits for the seed of a generator of its own, whose permutation is the order of the samples. Both before the first
 * batch, even with two workers, since they ask for the sampler's first batch at once.</li>
 * <li>A resampling draws from the default generator, once per reset feature, or once per sample of the batch if only
 * one is reset ({@code torch.multinomial}'s short cut); nothing if no feature is dead.</li>
 * <li>The evaluation after an epoch iterates the validation loader: 64 bits from the default generator, again the
 * workers' seed.</li>
 * </ol>
 *
 * <p>Upstream's resumed runs seed anew and draw the weights again before they load the checkpoint, so that their
 * batches repeat those of the first epochs. Here the generator's state is stored and the run goes on as it would have.
 */
public final class TrainingDraws {
    private static final double TRAIN_FRACTION = 0.8;

    private final TorchGenerator generator;
    private final int[] train;
    private final int[] validation;

    /**
     * @param seed    training seed
     * @param samples states in the data file
     */
    public TrainingDraws(long seed, int samples) {
        generator = new TorchGenerator(seed);
        int[] permutation = new TorchGenerator(seed).randperm(samples);
        int first = (int) (TRAIN_FRACTION * samples);
        train = Arrays.copyOf(permutation, first);
        validation = Arrays.copyOfRange(permutation, first, samples);
    }

    /** Indices of the training samples, in the split's order. */
    public int[] train() {
        return train.clone();
    }

    /** Indices of the validation samples, in the order in which they are evaluated. */
    public int[] validation() {
        return validation.clone();
    }

    /** The new model's parameters; to be called once, before the first epoch. */
    public Map<String, Tensor> initialWeights(SaeConfig config) {
        return InitialWeights.draw(config, generator);
    }

    /** The training samples of one epoch in their order: a batch is the next {@code batch_size} of them, the last fewer. */
    public int[] epoch() {
        generator.randomInt64();
        int[] order = new TorchGenerator(generator.randomInt64()).randperm(train.length);
        for (int i = 0; i < order.length; i++) {
            order[i] = train[order[i]];
        }
        return order;
    }

    /** To be called for each evaluation of the validation set: the loader draws although nothing is shuffled. */
    public void evaluation() {
        generator.randomInt64();
    }

    /**
     * Samples of the batch that replace dead features.
     *
     * @param weights the squared error of each sample of the batch over their sum
     * @param count   how many are drawn, with replacement
     */
    public int[] resampled(float[] weights, int count) {
        return generator.multinomial(weights, count);
    }

    /** State of the default generator, for a checkpoint. */
    public byte[] state() {
        return generator.state();
    }

    /** Goes on from a stored state, in place of the draws of {@link #initialWeights} and the epochs so far. */
    public void restore(byte[] state) {
        generator.restore(state);
    }
}
