package org.writesae.experiment.steering;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.stats.Bootstrap;
import org.writesae.stats.NumpyRandom;
import org.writesae.stats.PairedT;
import org.writesae.stats.Sample;

/** The statistics of the texts: means by condition, paired tests, and both halves of the prompts apart; upstream's names. */
final class SteeringTests {
    private static final int RESAMPLES = 10_000;
    /** Below it upstream calls Cohen's d zero. */
    private static final double NO_SPREAD = 1e-12;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final SteeringPlan plan;
    private final List<JsonNode> prompts;

    /** @param prompts at least two */
    SteeringTests(SteeringPlan plan, List<JsonNode> prompts) {
        this.plan = plan;
        this.prompts = prompts;
    }

    /** The mean of every statistic by condition. */
    ObjectNode means() {
        ObjectNode means = JSON.objectNode();
        for (String condition : plan.conditions()) {
            ObjectNode of = means.putObject(condition);
            TextStatistics.NAMES.forEach(name -> of.put(name, Sample.of(values(condition, name)).mean()));
        }
        return means;
    }

    /** Every condition against the baseline, and the largest dose against the random control. */
    ObjectNode tests() {
        NumpyRandom random = new NumpyRandom(plan.seed());
        ObjectNode tests = JSON.objectNode();
        plan.conditions().stream().skip(1).forEach(condition -> add(tests, condition, SteeringPlan.BASELINE, random));
        add(tests, plan.strongest(), plan.random(), random);
        return tests;
    }

    private void add(ObjectNode tests, String a, String b, NumpyRandom random) {
        ObjectNode comparison = tests.putObject(a + "_vs_" + b);
        for (String name : TextStatistics.NAMES) {
            double[] x = values(a, name);
            double[] y = values(b, name);
            PairedT t = PairedT.of(x, y);
            ObjectNode one = comparison.putObject(name).put("mean_a", Sample.of(x).mean()).put("mean_b", Sample.of(y).mean())
                    .put("mean_diff", t.differences().mean()).put("direction", t.differences().mean() > 0 ? "higher" : "lower");
            // Where all differences are equal there is no t.
            JsonNumbers.orNull(one, "t_stat", t.t());
            JsonNumbers.orNull(one, "t_pvalue", t.p());
            one.put("cohens_d", cohensD(t));
            Bootstrap bootstrap = Bootstrap.of(differences(x, y), values -> Sample.of(values).mean(), RESAMPLES, random);
            one.put("bootstrap_mean_diff", bootstrap.observed());
            JsonNumbers.interval(one, "bootstrap_ci_95", bootstrap.interval());
            one.put("bootstrap_pvalue", bootstrap.p());
        }
    }

    /** The largest dose against the baseline in the first half of the prompts and in the second; each needs two. */
    ObjectNode halves() {
        int half = prompts.size() / 2;
        ObjectNode halves = JSON.objectNode();
        if (half >= 2) {
            halves.set("original_" + half, half(p -> p < half));
            halves.set("new_" + (prompts.size() - half), half(p -> p >= half));
        }
        return halves;
    }

    private ObjectNode half(IntPredicate in) {
        ObjectNode half = JSON.objectNode();
        for (String name : TextStatistics.NAMES) {
            PairedT t = PairedT.of(values(plan.strongest(), name, in), values(SteeringPlan.BASELINE, name, in));
            JsonNumbers.orNull(half.putObject(name).put("mean_diff", t.differences().mean()).put("cohens_d", cohensD(t)),
                    "t_pvalue", t.p());
        }
        return half;
    }

    /** {@code n_newlines}, its 95 % bootstrap interval and so on of a condition. */
    ObjectNode summary(String condition) {
        ObjectNode summary = JSON.objectNode();
        for (String name : List.of("n_newlines", "n_paragraphs", "mean_word_length")) {
            Bootstrap bootstrap = Bootstrap.mean(values(condition, name), RESAMPLES, plan.seed());
            summary.put(name, bootstrap.observed());
            JsonNumbers.interval(summary, name + "_ci", bootstrap.interval());
        }
        return summary;
    }

    double[] values(String condition, String name) {
        return values(condition, name, p -> true);
    }

    private double[] values(String condition, String name, IntPredicate in) {
        return IntStream.range(0, prompts.size()).filter(in)
                .mapToDouble(p -> prompts.get(p).get(condition).get("stats").get(name).doubleValue()).toArray();
    }

    private static double cohensD(PairedT t) {
        return t.differences().sd() > NO_SPREAD ? t.cohensD() : 0;
    }

    private static double[] differences(double[] x, double[] y) {
        return IntStream.range(0, x.length).mapToDouble(n -> x[n] - y[n]).toArray();
    }
}
