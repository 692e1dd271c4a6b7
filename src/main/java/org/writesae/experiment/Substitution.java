package org.writesae.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.WriteSae;

/**
 * The replacement test (E1): at each firing of a feature, replace the model's own write by the
 * feature's atom, by nothing, or by a random control, and measure how far the next-token distribution
 * moves from the native one.
 *
 * <p>A sequence is run once, layer by layer. Every condition of every firing is a branch that leaves it at
 * the patched position and joins the same matrix products; the result is that of a full replay to the bit.
 */
public final class Substitution {
    /** Told how far the work is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param sequences sequences done
         * @param firings   firings done
         */
        void at(int sequences, int firings);
    }

    /**
     * What to test.
     *
     * @param layer    layer of the cell, from 0
     * @param head     value head of the cell, from 0
     * @param features features to study
     * @param cap      most firings of each
     * @param seed     of the random control
     * @param readings the readings
     * @param replay   file of random draws to replay, or null to draw
     */
    public record Plan(int layer, int head, List<Integer> features, int cap, int seed, SubstitutionReadings readings,
            Path replay) {
        public Plan {
            features = List.copyOf(features);
        }
    }

    private final HostModel model;
    private final WriteSae sae;
    private final Plan plan;
    private final RandomDraws draws;
    private final Replacements replacements;

    /**
     * @throws InputException if the cell does not exist or has no state, a feature is out of range, or
     *                        the dictionary does not fit the states
     */
    public Substitution(HostModel model, WriteSae sae, Plan plan) {
        this(model, sae, plan, null);
    }

    /** @param baseline what is substituted in place of the dictionary's atoms at their firings, or null for the atoms */
    public Substitution(HostModel model, WriteSae sae, Plan plan, BaselineAtom baseline) {
        this.model = model;
        this.sae = sae;
        this.plan = plan;
        this.draws = check(model.name(), model.config(), sae.config(), plan);
        this.replacements = new Replacements(sae, plan.readings(), terms(model.config(), plan), baseline,
                model.backend());
    }

    private static int terms(ModelConfig config, Plan plan) {
        return plan.readings().write() == WriteReading.RAW ? 1 : config.deltaTerms();
    }

    /**
     * Runs the test.
     *
     * @param sequences token sequences; a firing needs a token after it
     * @return one record per firing, by feature in the order asked for, then sequence, then position
     */
    public List<SubstitutionRecord> run(int[][] sequences, Progress progress) {
        return run(sequences, Integer.MAX_VALUE, progress);
    }

    /** The same with at most {@code total} firings in all: the first ones, sequence by sequence. */
    public List<SubstitutionRecord> run(int[][] sequences, int total, Progress progress) {
        FiringFinder finder = new FiringFinder(plan.features(), plan.readings().select(), plan.cap(), total);
        List<FiringOutcome> outcomes = new ArrayList<>();
        for (int prompt = 0; prompt < sequences.length && !finder.isFull(); prompt++) {
            if (sequences[prompt].length > 1) {
                int done = prompt;
                sequence(finder, prompt, sequences[prompt], batch -> {
                    outcomes.addAll(batch);
                    progress.at(done, outcomes.size());
                });
            }
            progress.at(prompt + 1, outcomes.size());
        }
        return outcomes.stream().map(FiringOutcome::record).sorted(order(plan)).toList();
    }

    /** By feature in the order asked for, then sequence, then position. */
    static Comparator<SubstitutionRecord> order(Plan plan) {
        return Comparator.comparingInt((SubstitutionRecord r) -> plan.features().indexOf(r.featureId()))
                .thenComparingInt(SubstitutionRecord::promptId).thenComparingInt(SubstitutionRecord::firingPosition);
    }

    /**
     * The firings of one passage, at most the plan's cap of each feature.
     *
     * @param prompt index of the passage
     */
    public List<Firing> firings(int prompt, int[] ids) {
        if (ids.length < 2) {
            return List.of();
        }
        FiringFinder finder = new FiringFinder(plan.features(), plan.readings().select(), plan.cap(), Integer.MAX_VALUE);
        return finder.take(prompt, coefficients(follow(ids)), sae.config().features());
    }

    /** The test at some firings of one passage, in their order. */
    public List<FiringOutcome> outcomes(int[] ids, List<Firing> firings) {
        List<FiringOutcome> outcomes = new ArrayList<>();
        if (!firings.isEmpty()) {
            CellTrace trace = follow(ids);
            batches(firings, trace, coefficients(trace), ids, outcomes::addAll);
        }
        return outcomes;
    }

    private CellTrace follow(int[] ids) {
        return CellTrace.of(model, ids, plan.layer(), plan.head(), plan.readings().write());
    }

    /** [T − 1, features]: a firing needs a token after it. */
    private float[] coefficients(CellTrace trace) {
        return sae.encode(trace.states(), trace.pass().rows() - 1);
    }

    private void sequence(FiringFinder finder, int prompt, int[] ids, Consumer<List<FiringOutcome>> done) {
        CellTrace trace = follow(ids);
        float[] coefficients = coefficients(trace);
        batches(finder.take(prompt, coefficients, sae.config().features()), trace, coefficients, ids, done);
    }

    private void batches(List<Firing> firings, CellTrace trace, float[] coefficients, int[] ids,
            Consumer<List<FiringOutcome>> done) {
        int most = Interventions.branchRows(model.config());
        int first = 0;
        while (first < firings.size()) {
            int end = Interventions.batchEnd(first, firings.size(), most,
                    n -> Replacements.CONDITIONS * extent().branch(firings.get(n).position(), ids.length).length());
            done.accept(batch(firings.subList(first, end), trace, coefficients, ids));
            first = end;
        }
    }

    private List<FiringOutcome> batch(List<Firing> firings, CellTrace trace, float[] coefficients, int[] ids) {
        List<RandomDraw> drawn = new ArrayList<>();
        for (Firing firing : firings) {
            drawn.add(draws.draw(firing, coefficients, firing.position() * sae.config().features(), ids.length));
        }
        Replacements.Edits edits = replacements.of(firings, trace, drawn);
        BranchPlan branches = new BranchPlan(model.config(), positions(firings), extent(), plan.head(), ids.length);
        Pass pass = new Interventions(model, plan.layer(), plan.head()).branches(trace, branches, edits.left(), edits.right(),
                replacements.terms());
        ConditionReader reader = new ConditionReader(model.backend(), model.config().vocabulary(), plan.readings().read());
        ConditionReader.Result read = reader.of(pass, branches, ids);
        List<SubstitutionRecord> records = records(model.name(), plan, firings, edits, read.kl());
        return IntStream.range(0, records.size()).mapToObj(f -> reader.outcome(records.get(f), read, pass, branches, f)).toList();
    }

    private Extent extent() {
        return plan.readings().read().extent();
    }

    /** The position of each firing, once for each condition. */
    static int[] positions(List<Firing> firings) {
        return firings.stream().flatMapToInt(firing -> IntStream.generate(firing::position).limit(Replacements.CONDITIONS))
                .toArray();
    }

    /** The records of firings that were edited and read together, in their order. */
    static List<SubstitutionRecord> records(String model, Plan plan, List<Firing> firings, Replacements.Edits edits, Divergences.Kl kl) {
        boolean nativeFirst = plan.readings().kl() == KlDirection.NATIVE_COND;
        double[] main = nativeFirst ? kl.forward() : kl.reverse();
        double[] other = nativeFirst ? kl.reverse() : kl.forward();
        List<SubstitutionRecord> records = new ArrayList<>();
        for (int f = 0; f < firings.size(); f++) {
            Firing firing = firings.get(f);
            int b = f * Replacements.CONDITIONS;
            SubstitutionRecord record = new SubstitutionRecord(firing.feature(), firing.prompt(), firing.position(),
                    plan.layer(), plan.head(), firing.coefficient(), edits.normNative()[f], edits.cosine()[f], main[b],
                    main[b + 1], main[b + 2], other[b], other[b + 1], other[b + 2]);
            requireFinite(model, record);
            records.add(record);
        }
        return records;
    }

    /** A number that is none must not reach a result: the median of a column with a NaN looks like any other. */
    private static void requireFinite(String model, SubstitutionRecord r) {
        double sum = r.coefficient() + r.normNative() + r.klAtom() + r.klDelete() + r.klRandom() + r.klAtomReverse()
                + r.klDeleteReverse() + r.klRandomReverse();
        if (!Double.isFinite(sum)) {
            throw new InputException(model + ": firing of feature " + r.featureId() + " in passage " + r.promptId()
                    + ", position " + r.firingPosition() + ": KL of atom " + r.klAtom() + ", deletion " + r.klDelete()
                    + ", random " + r.klRandom() + ", norm of the native write " + r.normNative()
                    + "; finite numbers were expected");
        }
    }

    /**
     * Checks a plan before anything heavy is loaded: everything the constructor checks.
     *
     * @param model name of the model, for the message
     * @throws InputException as the constructor
     */
    public static void require(String model, ModelConfig config, SaeConfig dictionary, Plan plan) {
        check(model, config, dictionary, plan);
    }

    /** Checks a plan and opens the random draws it names. */
    static RandomDraws check(String model, ModelConfig config, SaeConfig dictionary, Plan plan) {
        PlanCheck.cell(model, config, plan);
        PlanCheck.dictionary(model, config, dictionary, plan);
        return plan.replay() == null ? new SeededDraws(plan.seed(), dictionary.features(), dictionary.dk(), dictionary.dv())
                : new ReplayedDraws(plan.replay(), dictionary, plan.readings().random());
    }
}
