package org.writesae.reference.audit;

import java.util.List;

import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;
import org.writesae.stats.BinomialTest;
import org.writesae.stats.Interval;
import org.writesae.stats.ProportionInterval;

/** Proportions and their intervals outside the headline. */
final class ProportionChecks {
    private final PublishedData data;

    private ProportionChecks(PublishedData data) {
        this.data = data;
    }

    static List<Check> of(PublishedData data) {
        ProportionChecks checks = new ProportionChecks(data);
        return List.of(checks.waldIntervals(), checks.mamba(), checks.signFlips(), checks.rwkv(), checks.deltaNet(),
                checks.fourBillion(), checks.flatDifferences());
    }

    private static int wins(PublishedNumber rate) {
        return (int) Math.round(rate.number() * rate.size());
    }

    private static boolean gives(Interval interval, PublishedNumber printed) {
        return Math.abs(interval.low() - printed.interval().low()) <= 5e-4 + 1e-9
                && Math.abs(interval.high() - printed.interval().high()) <= 5e-4 + 1e-9;
    }

    private Check waldIntervals() {
        CheckDraft check = Check.of("C5", "Kind of two further intervals");
        for (String id : List.of("sign.rate", "fal.dn.strict")) {
            PublishedNumber rate = data.number(id);
            Interval wilson = ProportionInterval.wilson(wins(rate), rate.size());
            Interval wald = ProportionInterval.wald(wins(rate), rate.size());
            check.noted(wins(rate) + "/" + rate.size() + ": Wilson's interval, then Wald's", rate.printed(),
                    !gives(wilson, rate) && gives(wald, rate), wilson.low(), wilson.high(), wald.low(), wald.high());
        }
        return check.says("Two intervals are Wald's, while the headline uses Wilson's; the text calls all of them 95 % CI.");
    }

    private Check mamba() {
        PublishedNumber rate = data.number("mam.win");
        Interval wilson = ProportionInterval.wilson(wins(rate), rate.size());
        double share = (double) wins(rate) / rate.size();
        return Check.of("C6", "Mamba-2 rate and interval")
                .holds("2202/2500 and Wilson's interval", rate.printed(), rate.agrees(share) && gives(wilson, rate), share,
                        wilson.low(), wilson.high())
                .says("The Mamba-2 rate is 2,202 of 2,500 with its Wilson interval.");
    }

    private Check signFlips() {
        PublishedNumber flips = data.number("cf.signflips");
        double high = ProportionInterval.wilson(0, flips.size()).high();
        return Check.of("C7", "Upper bound of no sign flip")
                .holds("Wilson's upper end of 0/10000", flips.printed(), Math.abs(high - flips.interval().high()) < 5e-5, high)
                .says("The bound of 0.04 % is Wilson's for 0 of 10,000.");
    }

    private Check rwkv() {
        PublishedNumber rate = data.number("fs.rwkv7.writesae");
        int wins = wins(rate);
        Interval wilson = ProportionInterval.wilson(wins, rate.size());
        double p = BinomialTest.twoSided(wins, rate.size());
        return Check.of("C23", "RWKV-7: beats deletion, or near chance")
                .holds("45.3 % of 6591: wins, Wilson's interval", "beats deletion, or near chance", wilson.high() >= 0.5, wins,
                        wilson.low(), wilson.high())
                .shown("exact p against one half, two-sided", "", p)
                .says("At 45.3 % of 6,591 the atom loses to deletion more often than chance would have it; neither "
                        + "\"near chance\" nor \"beats deletion\" describes that.");
    }

    private Check deltaNet() {
        PublishedNumber strict = data.number("fal.dn.strict");
        PublishedNumber win = data.number("fal.dn.win");
        double chain = (double) wins(strict) / strict.size();
        double rate = (double) wins(win) / win.size();
        return Check.of("C44", "DeltaNet counts")
                .holds("strict chain: 0.177 · 395, rounded, over 395", strict.printed(), strict.agrees(chain), wins(strict), chain)
                .holds("win rate: 0.483 · 395, rounded, over 395", win.printed(), win.agrees(rate), wins(win), rate)
                .says("17.7 % is 70 of 395. No whole number of 395 firings rounds to 48.3 %: 191 are 48.354 %, which was cut, "
                        + "not rounded.");
    }

    private Check fourBillion() {
        PublishedNumber win = data.number("fal.4b.win");
        double p = BinomialTest.twoSided(wins(win), win.size());
        return Check.of("C45", "The 4B model at chance")
                .holds("288 of 600 against one half, two-sided p", "at chance", p > 0.05, wins(win), p)
                .says("288 of 600 does not differ from one half.");
    }

    private Check flatDifferences() {
        CheckDraft check = Check.of("C48", "Differences of Table 6");
        for (String family : List.of("gdn", "mamba2", "rwkv7")) {
            PublishedNumber ours = data.number("fs." + family + ".writesae");
            PublishedNumber flat = data.number("fs." + family + ".flat");
            PublishedNumber printed = data.number("fs." + family + ".delta");
            double difference = 100 * (ours.number() - flat.number());
            double room = 100 * (ours.rounding().orElse(0) + flat.rounding().orElse(0)) + printed.rounding().orElse(0);
            check.rounded(family + ": 100 (" + ours.printed() + " − " + flat.printed() + ")", printed.printed(),
                    Math.abs(difference - printed.number()) <= room, difference);
        }
        return check.says("The differences of Table 6 follow from its rates within rounding.");
    }
}
