package org.writesae.reference.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;

/** Class counts and cosines of the partition, here and on other models. */
final class PartitionChecks {
    private static final double DICTIONARY = 2048;

    private final PublishedData data;

    private PartitionChecks(PublishedData data) {
        this.data = data;
    }

    static List<Check> of(PublishedData data) {
        PartitionChecks checks = new PartitionChecks(data);
        return List.of(checks.counts(), checks.thresholds(), checks.nulls(), checks.quotients(), checks.fireRates(),
                checks.density(), checks.captions());
    }

    private Check counts() {
        double whole = 0;
        double rows = 0;
        for (PublishedNumber number : data.numbers()) {
            if (number.parts().keySet().containsAll(List.of("register", "bundle", "dead"))) {
                rows++;
                whole += total(number) == DICTIONARY ? 1 : 0;
            }
        }
        double small = data.value("part.alive");
        double large = total(data.number("ca.q4.counts")) - data.number("ca.q4.counts").part("dead");
        double tau = 0;
        for (String threshold : List.of("0.02", "0.03", "0.05", "0.1")) {
            tau += total(data.number("part.tau" + threshold + ".08b")) == small ? 1 : 0;
            tau += total(data.number("part.tau" + threshold + ".4b")) == large ? 1 : 0;
        }
        double rwkv = DICTIONARY - total(data.number("ca.rwkv.counts"));
        double residual = DICTIONARY - total(data.number("resid.counts"));
        return Check.of("C16", "Class counts against the size of the dictionary")
                .holds("rows that give register, bundle and dead; those that sum to 2048", "all", whole == rows, rows, whole)
                .holds("rows of the threshold sweep (0.8B: 316 alive, 4B: 243) that sum to the alive atoms", "all 8", tau == 8,
                        tau, small, large)
                .noted("2048 − 200 − 541 of RWKV-7", "", rwkv != 0, rwkv)
                .noted("2048 − 1848 − 27 of the residual autoencoder", "", residual != 0, residual)
                .says("All complete rows sum to 2,048. 1,307 atoms of RWKV-7 and 173 of the residual autoencoder are not "
                        + "accounted for.");
    }

    private static double total(PublishedNumber counts) {
        return counts.parts().values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private Check thresholds() {
        double small = data.number("part.tau0.02.08b").part("register") / data.number("part.tau0.1.08b").part("register");
        double large = data.number("part.tau0.02.4b").part("register") / data.number("part.tau0.1.4b").part("register");
        double printed = data.statement("tau.ratio").value("ratio");
        return Check.of("C16b", "Register count over the thresholds")
                .holds("0.8B: 243/221", "1.10", Math.abs(small - printed) < 5e-3, small)
                .shown("4B: 227/183", "", large)
                .says("The count moves by 1.10 for the 0.8B model, as printed; for the 4B model it moves by 1.24.");
    }

    private Check nulls() {
        CheckDraft check = Check.of("C40", "Null medians behind the ratios");
        PublishedNumber printed = data.number("part.nullcos");
        double ours = data.value("ca.q08.cos") / data.value("ca.q08.ratio");
        check.holds("0.8B: 0.262/192", printed.printed(), printed.agrees(ours), ours);
        Map<String, String> others = new LinkedHashMap<>();
        others.put("dn128", "DeltaNet k = 128: 0.997/383");
        others.put("q4", "4B: 0.152/116");
        others.put("q27", "27B: 0.085/60");
        others.put("mam", "Mamba-2: 0.0575/58");
        others.put("gla", "GLA: 0.110/25");
        others.forEach((id, what) -> check.shown(what, "", data.value("ca." + id + ".cos") / data.value("ca." + id + ".ratio")));
        return check.says("The ratio of the 0.8B model has the printed null median; those of the others differ by a factor of "
                + "four and are printed nowhere.");
    }

    private Check quotients() {
        return addQuotient(addQuotient(addQuotient(addQuotient(Check.of("C40b", "Quotients of cosines and sizes"),
                "0.997/0.085", data.value("ca.dn128.cos") / data.value("ca.q27.cos"), data.number("ca.gap")),
                "27/0.8", data.statement("register.sizes").value("large") / data.statement("register.sizes").value("small"),
                data.number("ca.scale")),
                "0.262/0.009", data.value("part.regcos") / data.value("part.buncos"), data.number("fi.btk.ratio")),
                "0.189/0.0018", data.value("fi.jr.regcos") / data.value("fi.jr.buncos"), data.number("fi.jr.ratio"))
                .holds("100 (1 − 0.189/0.262)", data.number("fi.regwithin").printed() + " %",
                        data.number("fi.regwithin").agrees(within()), within())
                .says("The printed quotients follow from their terms.");
    }

    private double within() {
        return 100 * (1 - data.value("fi.jr.regcos") / data.value("part.regcos"));
    }

    private static CheckDraft addQuotient(CheckDraft check, String what, double quotient, PublishedNumber printed) {
        return check.holds(what, printed.printed(), printed.agrees(quotient), quotient);
    }

    private Check fireRates() {
        double mean = 32 / data.value("part.alive");
        double register = data.value("appH.firings.register") / 10_000;
        double bundle = data.value("appH.firings.bundle") / 10_000;
        return Check.of("C46", "Fire rates against L0")
                .noted("32/316, the mean rate if 32 of the alive atoms are active; class medians 100 and 70.5 per 10,000",
                        "L0 = 32", mean > 5 * Math.max(register, bundle), mean, register, bundle)
                .shown("rates of F53 and F87", "", data.number("part.F53").part("fire_rate"),
                        data.number("part.F87").part("fire_rate"))
                .says("With 32 of 316 atoms active the mean rate is 10 %, but the class medians are 1.0 % and 0.7 %. A few "
                        + "atoms would have to fire almost always, or L0 is below 32 after the ReLU.");
    }

    private Check density() {
        double share = data.value("fi.jr.L0") / DICTIONARY;
        return Check.of("C49", "Sparsity of JumpReLU")
                .noted("1142/2048 active", "L0 = 1142", share > 0.5, share)
                .says("More than half of all atoms are active in every state; the result says little about sparse codes.");
    }

    private Check captions() {
        double bound = data.statement("fig4.below").value("bound");
        double mamba = data.value("ca.mam.cos");
        double gla = data.value("ca.gla.cos");
        return Check.of("C52", "Caption of Fig 4")
                .holds("register medians of Mamba-2 and GLA", "below 0.05", mamba < bound && gla < bound, mamba, gla)
                .says("The caption puts Mamba-2 and GLA below 0.05; the table has 0.0575 and 0.110.");
    }
}
