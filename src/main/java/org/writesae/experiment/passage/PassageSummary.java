package org.writesae.experiment.passage;

import java.util.List;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.stats.Bootstrap;
import org.writesae.stats.WilcoxonSignedRank;

/**
 * Passages together; every passage counts the same, however long.
 *
 * @param passages how many
 * @param edited   positions whose write was changed, in all
 * @param delete   mean rise of the loss with the writes deleted, bits per token, and its bootstrap over passages
 * @param random   the same with random matrices
 * @param above    passages in which random matrices cost more than deletion
 * @param wilcoxon random against deletion, paired by passage
 */
public record PassageSummary(int passages, int edited, Bootstrap delete, Bootstrap random, int above, WilcoxonSignedRank wilcoxon) {

    /** Of at least one passage. */
    public static PassageSummary of(List<PassageLoss> losses, int resamples, int seed) {
        double[] delete = values(losses, PassageLoss::delete);
        double[] random = values(losses, PassageLoss::random);
        return new PassageSummary(losses.size(), losses.stream().mapToInt(PassageLoss::edited).sum(),
                Bootstrap.mean(delete, resamples, seed), Bootstrap.mean(random, resamples, seed),
                (int) losses.stream().filter(loss -> loss.random() > loss.delete()).count(), WilcoxonSignedRank.of(random, delete));
    }

    private static double[] values(List<PassageLoss> losses, ToDoubleFunction<PassageLoss> field) {
        return losses.stream().mapToDouble(field).toArray();
    }

    /** Mean rise with random matrices over that with deletion. */
    public double ratio() {
        return random.observed() / delete.observed();
    }

    /** {@code summary} of the result file. A ratio that is no number is left out. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("n_passages", passages).put("n_edited", edited);
        mean(json, "delete", delete);
        mean(json, "random", random);
        JsonNumbers.ifFinite(json, "ratio_of_means", ratio());
        return json.put("random_above_delete", above).put("wilcoxon_p", wilcoxon.p());
    }

    private static void mean(ObjectNode json, String name, Bootstrap mean) {
        json.put("mean_delta_" + name, mean.observed());
        JsonNumbers.interval(json, "mean_delta_" + name + "_ci95", mean.interval());
    }
}
