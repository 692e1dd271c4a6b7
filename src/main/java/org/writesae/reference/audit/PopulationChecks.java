package org.writesae.reference.audit;

import java.util.List;

import org.writesae.reference.published.Numbers;
import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;
import org.writesae.stats.BinomialTest;
import org.writesae.stats.Correlation;
import org.writesae.stats.MannWhitneyU;
import org.writesae.stats.NormalTail;

/** The population test and the comparison of its classes. */
final class PopulationChecks {
    private static final List<String> BINS = List.of("lt0", "0to05", "05to20", "20to30", "ge30");
    private static final int BUNDLE_BINS = 2;

    private final PublishedData data;

    private PopulationChecks(PublishedData data) {
        this.data = data;
    }

    static List<Check> of(PublishedData data) {
        PopulationChecks checks = new PopulationChecks(data);
        return List.of(checks.means(), checks.sums(), checks.firings(), checks.correlations(), checks.mannWhitney(),
                checks.rankTwo(), checks.pools(), checks.cap());
    }

    private Check means() {
        PublishedNumber register = data.number("pop.reg");
        PublishedNumber bundle = data.number("pop.bun");
        double mean = (register.size() * register.number() + bundle.size() * bundle.number())
                / (register.size() + bundle.size());
        double gap = 100 * (register.number() - bundle.number());
        PublishedNumber all = data.number("pop.mean");
        PublishedNumber printedGap = data.number("pop.gap");
        return Check.of("C13", "Class means and their pool")
                .holds("(30 · 0.9136 + 57 · 0.8898)/87", all.printed(), all.agrees(mean), mean)
                .holds("100 (0.9136 − 0.8898)", printedGap.printed() + " pp", printedGap.agrees(gap), gap)
                .says("The class means pool to the printed mean over 87 atoms.");
    }

    private Check sums() {
        double atoms = 0;
        double firings = 0;
        double bundleAtoms = 0;
        double bundleFirings = 0;
        for (int i = 0; i < BINS.size(); i++) {
            PublishedNumber bin = data.number("pop.bin." + BINS.get(i));
            atoms += bin.part("atoms");
            firings += bin.size();
            bundleAtoms += i < BUNDLE_BINS ? bin.part("atoms") : 0;
            bundleFirings += i < BUNDLE_BINS ? bin.size() : 0;
        }
        PublishedNumber sampled = data.number("pop.sampled");
        double register = (firings - bundleFirings) / data.number("pop.reg").size();
        double bundle = bundleFirings / data.number("pop.bun").size();
        double cap = data.statement("firings.cap").value("cap");
        return Check.of("C14", "Sums of Table 13")
                .holds("atoms and firings of the five bins", "155, 2426", atoms == sampled.number()
                        && firings == data.value("pop.firings"), atoms, firings)
                .holds("26 + 68 bundles, 10 + 33 + 18 registers", "94, 61", bundleAtoms == sampled.part("bundle")
                        && atoms - bundleAtoms == sampled.part("register"), bundleAtoms, atoms - bundleAtoms)
                .holds("firings per kept register 876/30 and bundle 1550/57", "at most 30", register <= cap && bundle <= cap,
                        register, bundle)
                .shown("atoms that were sampled but not kept, 155 − 87", "", atoms - data.number("pop.mean").size())
                .says("Table 13 adds up. Its 2,426 firings are those of the 155 sampled atoms and of the 87 kept ones alike, "
                        + "so the 68 excluded atoms cannot have fired at all.");
    }

    private Check firings() {
        double wins = 0;
        double firings = 0;
        for (String bin : BINS) {
            PublishedNumber rate = data.number("pop.bin." + bin);
            wins += Math.round(rate.number() * rate.size());
            firings += rate.size();
        }
        PublishedNumber printed = data.number("pop.firing");
        return Check.of("C15", "Firing-level rate of Table 13")
                .holds("wins that the bins force, 440 + 941 + 99 + 446 + 254, and over 2426", printed.printed(),
                        printed.agrees(wins / firings), wins, wins / firings)
                .says("The bins allow only 2,180 wins of 2,426, which is 89.86 %, not 89.85 %; it was cut, not rounded.");
    }

    private Check correlations() {
        CheckDraft check = Check.of("C30", "p values of the printed correlations");
        addP(check, "sign.pearson", data.number("sign.pearson").size(), 5e-15);
        addP(check, "pop.pearson", data.number("pop.pearson").size(), 5e-3);
        addP(check, "pop.spearman", data.number("pop.spearman").size(), 5e-3);
        addP(check, "mam.r", data.number("mam.r").size(), 5e-3);
        List<Integer> classes = data.number("appH.dKL.cliff").groups();
        addP(check, "appH.r_cos_flip", classes.get(0) + classes.get(1), 5e-4);
        return check.says("Every printed p belongs to its coefficient and sample size within rounding.");
    }

    /** p of the printed coefficient, and of the two ends of its rounding. */
    private void addP(CheckDraft check, String id, int n, double rounding) {
        PublishedNumber r = data.number(id);
        double p = Correlation.published(r.number(), n).p();
        double high = Correlation.published(r.least(), n).p();
        double low = Correlation.published(r.most(), n).p();
        double printed = r.part("p");
        check.rounded(r.unit() + " = " + r.printed() + " with n = " + n + ": p, and its range",
                "p = " + Numbers.significant(printed, 3),
                printed + rounding >= low && printed - rounding <= high, p, low, high);
    }

    private Check mannWhitney() {
        CheckDraft check = Check.of("C31", "Mann-Whitney p values of App H");
        for (String axis : List.of("dKL", "disrupt_delete", "disrupt_atom", "firings")) {
            PublishedNumber delta = data.number("appH." + axis + ".cliff");
            int n = delta.groups().get(0);
            int m = delta.groups().get(1);
            double p = MannWhitneyU.ofDelta(delta.number(), n, m).p();
            double other = MannWhitneyU.ofDelta(delta.number(), 30, 57).p();
            boolean bound = delta.parts().containsKey("p_below");
            boolean holds = bound ? p < delta.part("p_below")
                    : Math.abs(p - delta.part("p")) <= (delta.part("p") < 0.1 ? 5e-4 : 5e-3);
            check.holds(axis + ": p of δ = " + delta.printed() + " with 23 and 56 atoms, then with 30 and 57",
                    bound ? "p < 0.001" : "p = " + delta.part("p"), holds, p, other);
        }
        return check.says("The p values are those of 23 and 56 atoms; with the 30 and 57 of the population test they "
                + "would be smaller.");
    }

    /** δ is the effect size of two tests: of Mann-Whitney's as Cliff's, of the sign test as the paper's 2p − 1 of pairs (C10). */
    private Check rankTwo() {
        PublishedNumber delta = data.number("fal.rank2.cliff");
        int n = delta.size();
        double bound = delta.part("p_below");
        double size = Math.abs(delta.number());
        double widest = size + delta.rounding().orElse(0);
        double unpaired = MannWhitneyU.ofDelta(size, n, n).p();
        double leastUnpaired = leastUnpaired(widest, n);
        int difference = 2 * (int) Math.floor(size * n / 2);
        int wins = (n + difference) / 2;
        double sign = BinomialTest.twoSided(wins, n);
        // The printed median log ratio is below zero, so that at least half of the pairs are wins: the rest of δ n are ties.
        double leastSign = BinomialTest.twoSided(n / 2, n - (int) Math.floor(widest * n));
        double losses = n - wins;
        double largest = 1 - 2 * losses * (losses + 1) / (n * (n + 1.0));
        return Check.of("C32", "p of rank 2 against rank 1")
                .noted("Mann-Whitney: p of δ = −0.028 with 24600 and 24600 values, and the least with any rounding and ties", "p < 1e-71",
                        data.value("fal.rank2.logratio") < 0 && leastUnpaired > bound, unpaired, leastUnpaired)
                .noted("sign test: p of 12644 of 24600, and the least with any rounding and ties", "p < 1e-71",
                        data.value("fal.rank2.logratio") < 0 && leastSign > bound, sign, leastSign)
                .shown("signed ranks: log10 p at rank correlations of 0.028, 0.13, 0.14, and at the largest that 12644 wins allow", "",
                        signedRanks(size, n), signedRanks(0.13, n), signedRanks(0.14, n), largest, signedRanks(largest, n))
                .says("Neither test whose effect size is δ gives the printed p: Mann-Whitney's gives 7.5e-8 and the sign test 1.2e-5, and no "
                        + "rounding or ties that a median ratio below one leaves room for bring them under 1e-13. A test that weighs the "
                        + "sizes of differences can: signed ranks need a rank correlation of 0.13 to 0.14, five times δ. So p and δ "
                        + "describe different effects, and which test was used is not said.");
    }

    /**
     * Where half of the pairs differ, at most 3/4 of the 2 n values are equal; the tie correction is largest if they are, and the
     * others equal too.
     */
    private static double leastUnpaired(double delta, double n) {
        double all = 2 * n;
        double ties = (Math.pow(0.75 * all, 3) - 0.75 * all + Math.pow(0.25 * all, 3) - 0.25 * all) / (all * (all - 1));
        double spread = Math.sqrt(n * n / 12 * (all + 1 - ties));
        return 2 * Math.exp(NormalTail.log(delta * n * n / 2 / spread));
    }

    /** log10 p of a signed-rank test without ties; the correlation is the difference of the two rank sums over their sum. */
    private static double signedRanks(double correlation, double n) {
        double z = correlation * Math.sqrt(1.5 * n * (n + 1) / (2 * n + 1));
        return (Math.log(2) + NormalTail.log(z)) / Math.log(10);
    }

    private Check pools() {
        PublishedNumber register = data.number("part.clf.cosreg");
        PublishedNumber bundle = data.number("part.clf.cosbun");
        PublishedNumber pool = data.number("part.clf.reg");
        double wins = Math.round(register.number() * register.size());
        double wins87 = Math.round(bundle.number() * bundle.size());
        double rate = (register.number() * register.size() + bundle.number() * bundle.size())
                / (register.size() + bundle.size());
        return Check.of("C39", "The L9 pool by class")
                .holds("(1551 · 0.9072 + 300 · 0.94)/1851", pool.printed(), pool.agrees(rate), rate)
                .holds("wins 1407 + 282", "1689", wins + wins87 == Math.round(pool.number() * pool.size()), wins, wins87,
                        wins + wins87)
                .shown("F87 in §3.2 and in App G.2", "", data.value("fal.F87.natural"), bundle.number())
                .says("The pool is seven registers and F87; the 93.3 % of §3.2 for F87 contradicts its 282 of 300.");
    }

    private Check cap() {
        double cap = data.statement("svd.cap").value("cap");
        double alive = data.value("part.alive");
        double rwkv = data.statement("rwkv.atoms").value("alive");
        double dictionary = data.statement("rwkv.atoms").value("dictionary");
        double gdn = data.number("fs.gdn.writesae").size();
        double mamba = data.number("fs.mamba2.writesae").size();
        double rwkvN = data.number("fs.rwkv7.writesae").size();
        return Check.of("C43", "Three firings per feature")
                .holds("3 · 316 against n", "n = 1851", cap * alive >= gdn, cap * alive, gdn)
                .holds("3 · 2048 against n", "n = 2367", cap * dictionary >= mamba, cap * dictionary, mamba)
                .holds("3 · 741, or 3 · 2048, against n", "n = 6591", cap * dictionary >= rwkvN, cap * rwkv, cap * dictionary,
                        rwkvN)
                .says("With at most three firings per feature these samples cannot exist: 316 alive features give 948 "
                        + "firings, and even all 2,048 only 6,144.");
    }
}
