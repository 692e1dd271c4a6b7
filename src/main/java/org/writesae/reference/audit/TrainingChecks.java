package org.writesae.reference.audit;

import java.util.List;

import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;
import org.writesae.reference.published.Statement;

/** Sizes, steps and errors of training, and perplexities. */
final class TrainingChecks {
    private static final double ROWS = 128;
    private static final double COLUMNS = 128;
    private static final double STATE = ROWS * COLUMNS;

    private final PublishedData data;

    private TrainingChecks(PublishedData data) {
        this.data = data;
    }

    static List<Check> of(PublishedData data) {
        TrainingChecks checks = new TrainingChecks(data);
        return List.of(checks.parameters(), checks.perAtom(), checks.steps(), checks.labels(), checks.encoders(),
                checks.twoTables(), checks.perplexity(), checks.stateSizes(), checks.parameterMatched());
    }

    private static double flat(double features) {
        return 2 * features * STATE + features + STATE;
    }

    private static double rankOne(double features) {
        return features * STATE + features + features * (ROWS + COLUMNS) + STATE;
    }

    private static double bilinear(double features) {
        return 2 * features * (ROWS + COLUMNS) + features + STATE;
    }

    private Check parameters() {
        double budget = data.statement("budget").value("parameters");
        boolean formulas = flat(2048) == data.value("mi.params.flat") && rankOne(2048) == data.value("mi.params.writesae")
                && bilinear(2048) == data.value("mi.params.bil");
        return Check.of("C21", "Parameter counts")
                .holds("2 n d + n + d, n d + n + 256 n + d, 512 n + n + d with n = 2048, d = 16384",
                        "67127296, 34097152, 1067008", formulas, flat(2048), rankOne(2048), bilinear(2048))
                .holds("bilinear with n = 16384, flat with n = 256, their quotient", "8.4 million",
                        Math.abs(bilinear(16_384) / budget - 1) < 0.01 && Math.abs(flat(256) / budget - 1) < 0.01,
                        bilinear(16_384), flat(256), flat(256) / bilinear(16_384))
                .shown("flat and rank 1 with n = 16384", "", flat(16_384), rankOne(16_384))
                .says("The formulas give the printed counts for 2,048 atoms. The budget of 8.4 million is a bilinear encoder "
                        + "with 16,384 atoms, and the formula printed for WriteSAE is that of a dense encoder.");
    }

    private Check perAtom() {
        double ratio = STATE / (ROWS + COLUMNS);
        double printed = data.statement("decoder.saving").value("ratio");
        return Check.of("C21b", "Decoder parameters per atom")
                .noted("16384/256", "60 times", ratio != printed, ratio)
                .says("A dense atom has 64 times the parameters of a rank-1 atom, which the paper rounds to 60.");
    }

    private Check steps() {
        Statement run = data.statement("training");
        double train = Math.floor(run.value("states") * run.value("share"));
        double total = run.value("epochs") * Math.ceil(train / run.value("batch"));
        double quarter = Math.floor(total / run.value("divisor"));
        double printed = data.statement("resample").value("steps");
        double every = Math.min(printed, Math.max(quarter, 1));
        return Check.of("C22", "Steps of a run")
                .holds("20 · ⌈4000/256⌉ steps, warm-up min(50, 80), resampling every min(250, 80)", "every 250 steps",
                        every == printed, total, Math.min(run.value("warmup"), quarter), every)
                .says("With 5,000 states a run has 320 steps and the code resamples every 80 of them, not every 250.");
    }

    private Check labels() {
        Statement labels = data.statement("labels");
        double sequences = Math.floor(labels.value("states") / labels.value("sequence_length"));
        double used = sequences * labels.value("sequence_length");
        return Check.of("C24", "Boundary labels of the steering scripts")
                .holds("5000 states read as sequences of 1024 tokens: sequences, labels; sequences that the states come from",
                        "one label per state", sequences == labels.value("states"), sequences, used, labels.value("states"))
                .says("4,096 token labels of four sequences are paired with the final states of 4,096 different sequences, so "
                        + "the labels say nothing about the states.");
    }

    private double error(String type, String layer) {
        return data.value("es." + type + "." + layer);
    }

    private Check encoders() {
        Statement printed = data.statement("within.flat");
        PublishedNumber trail = data.number("es.bias5");
        double[] rankOne = new double[3];
        double[] toFlat = new double[3];
        double[] toRankOne = new double[3];
        List<String> layers = List.of("L1", "L9", "L17");
        boolean trails = true;
        for (int i = 0; i < 3; i++) {
            rankOne[i] = error("rank1", layers.get(i)) / error("flat", layers.get(i));
            toFlat[i] = error("bilinear", layers.get(i)) / error("flat", layers.get(i));
            toRankOne[i] = error("bilinear", layers.get(i)) / error("rank1", layers.get(i));
            trails &= 100 * (toRankOne[i] - 1) >= trail.part("low") && 100 * (toRankOne[i] - 1) <= trail.part("high");
        }
        boolean within = Math.rint(100 * (rankOne[0] - 1)) <= printed.value("percent")
                && Math.rint(100 * (rankOne[1] - 1)) <= printed.value("percent");
        return Check.of("C28", "Errors of Table 7")
                .rounded("rank 1 / flat at L1, L9", "within 8 %", within, rankOne[0], rankOne[1])
                .holds("rank 1 / flat at L17", "1.75", Math.abs(rankOne[2] - printed.value("ratio")) <= 5e-3, rankOne[2])
                .holds("bilinear / rank 1 at L1, L9, L17", "trails by 5-15 %", trails, toRankOne)
                .shown("bilinear / flat at L1, L9, L17", "", toFlat)
                .says("Rank 1 is 8.4 % above flat at L1, which rounds to the printed 8 %, and 1.75 times at L17. The bilinear "
                        + "encoder trails rank 1 by 44, 15 and 2 %, not by 5 to 15 %.");
    }

    private Check twoTables() {
        double mean = data.value("rk.mean1");
        double rankOne = error("rank1", "L9") / mean;
        double bilinear = error("bilinear", "L9") / mean;
        return Check.of("C28b", "L9 error in two tables")
                .holds("Table 7 over Table 14: rank 1, bilinear", "the same layer and size", rankOne < 1.1 && rankOne > 0.9,
                        rankOne, bilinear)
                .says("The mean error of L9 is four times larger in Table 7 than in Table 14.");
    }

    private Check perplexity() {
        double one = data.value("rk.ppl1");
        double two = data.value("rk.ppl2");
        double points = data.value("rk.r2") - data.value("rk.r1");
        double nats = Math.log(two / one);
        double baseOne = one / (1 + data.value("rk.r1") / 100);
        double baseTwo = two / (1 + data.value("rk.r2") / 100);
        PublishedNumber printed = data.number("rk.ppldiff");
        return Check.of("C29", "Perplexities of ranks 1 and 2")
                .holds("0.82 − 0.76", data.number("rk.delta").printed() + " pp", data.number("rk.delta").agrees(points), points)
                .rounded("base from 20.347/1.0076 and from 20.360/1.0082", "one base",
                        Math.abs(baseOne - baseTwo) < one * 1e-4, baseOne, baseTwo)
                .holds("20.360 − 20.347 in perplexity and, as a difference of losses, in nats", "0.013 nats",
                        printed.agrees(nats), two - one, nats)
                .says("The percentages agree with the perplexities, but 0.013 is a difference of perplexities; in nats it is "
                        + "0.0006.");
    }

    private Check stateSizes() {
        Statement mamba = data.statement("mamba.input");
        double entries = mamba.value("rows") * mamba.value("columns");
        return Check.of("C51", "Input size of Mamba-2")
                .holds("64 · 128 against 128 · 128", "larger", entries > mamba.value("gdn"), entries, mamba.value("gdn"))
                .says("A Mamba-2 state has 8,192 entries, half of the 16,384 of Gated DeltaNet, not more.");
    }

    private Check parameterMatched() {
        double ratio = data.value("pre.ppl.parammatched") / data.value("pre.ppl.L9.bilinear");
        PublishedNumber printed = data.number("es.parammatched");
        return Check.of("C56", "Parameter-matched control")
                .holds("7.36/1.33", printed.printed(), printed.agrees(ratio), ratio)
                .says("5.5 is the quotient of two numbers of the predecessor, which belong to different sets of heads.");
    }
}
