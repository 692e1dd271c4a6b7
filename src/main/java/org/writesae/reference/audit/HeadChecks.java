package org.writesae.reference.audit;

import java.util.List;
import java.util.stream.IntStream;

import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;
import org.writesae.stats.Sample;

/** The sixteen heads of L9: win rates (Table 12) and errors of two ranks (Table 14). */
final class HeadChecks {
    private static final int HEADS = 16;
    /** H12 had no firings. */
    private static final int SILENT = 12;
    /** H13 has no error of rank 1 in Table 14. */
    private static final int UNTRAINED = 13;
    private static final double ROUNDING_OF_MSE = 0.005;

    private final PublishedData data;

    private HeadChecks(PublishedData data) {
        this.data = data;
    }

    static List<Check> of(PublishedData data) {
        HeadChecks checks = new HeadChecks(data);
        return List.of(checks.spread(), checks.wholeNumbers(), checks.errors());
    }

    private List<PublishedNumber> rates() {
        return IntStream.range(0, HEADS).filter(head -> head != SILENT).mapToObj(head -> data.number("heads.H" + head + ".win"))
                .toList();
    }

    private Check spread() {
        Sample sample = Sample.of(rates().stream().mapToDouble(rate -> 100 * rate.number()).toArray());
        double four = 100 * data.value("heads.H4.win");
        double z = (four - sample.mean()) / sample.populationSd();
        double zSample = (four - sample.mean()) / sample.sd();
        PublishedNumber mean = data.number("heads.mean");
        PublishedNumber printed = data.number("heads.Z");
        return Check.of("C25", "Mean and spread over heads")
                .holds("mean of 15 rates in %, SD with n, SD with n − 1", "89.29 ± 2.63", mean.agrees(sample.mean() / 100)
                        && Math.abs(sample.populationSd() - 100 * mean.part("sd")) <= 5e-3, sample.mean(),
                        sample.populationSd(), sample.sd())
                .holds("Z of H4 with each SD", printed.printed(), printed.agrees(z), z, zSample)
                .says("The printed spread divides by n; with n − 1 it is 2.72 and Z is 0.57.");
    }

    private Check wholeNumbers() {
        double whole = 0;
        double wins = 0;
        double firings = 0;
        for (PublishedNumber rate : rates()) {
            double nearest = Math.round(rate.number() * rate.size());
            whole += rate.agrees(nearest / rate.size()) ? 1 : 0;
            wins += nearest;
            firings += rate.size();
        }
        double above85 = rates().stream().filter(rate -> rate.number() > 0.85).count();
        double above88 = rates().stream().filter(rate -> rate.number() > 0.88).count();
        double four = data.value("heads.H4.win");
        double rank = 1 + rates().stream().filter(rate -> rate.number() > four).count();
        return Check.of("C26", "Rates of Table 12")
                .holds("rates that are a whole number of their firings, to two decimals of a per cent", "15 heads", whole == 15,
                        whole)
                .holds("heads above 85 %, above 88 %; rank of H4", "14, 12; fourth", above85 == data.value("heads.gt85")
                        && above88 == data.value("heads.gt88") && rank == data.statement("h4.rank").value("rank"), above85,
                        above88, rank)
                .shown("wins, firings and rate over all heads", "", wins, firings, wins / firings)
                .says("All fifteen rates are whole numbers of firings, and the printed counts follow.");
    }

    private Check errors() {
        double within = 0;
        double close = 0;
        double ratios = 0;
        double strict = 0;
        double ties = 0;
        double both = 0;
        double one = 0;
        double two = 0;
        for (int head = 0; head < HEADS; head++) {
            PublishedNumber mse = data.number("rk.H" + head + ".mse");
            if (head == UNTRAINED) {
                continue;
            }
            double rankOne = mse.part("rank1");
            double rankTwo = mse.part("rank2");
            both++;
            one += rankOne;
            two += rankTwo;
            strict += rankTwo < rankOne ? 1 : 0;
            ties += rankTwo == rankOne ? 1 : 0;
            if (mse.parts().containsKey("ratio")) {
                ratios++;
                double printed = mse.part("ratio");
                close += Math.abs(rankTwo / rankOne - printed) <= 0.0025 ? 1 : 0;
                within += fits(rankTwo, rankOne, printed) ? 1 : 0;
            }
        }
        boolean means = data.number("rk.mean1").agrees(one / both) && data.number("rk.mean2").agrees(two / both)
                && data.number("rk.meanratio").agrees(two / one);
        double wins = data.number("rk.wins").part("wins");
        return Check.of("C27", "Errors of Table 14")
                .rounded("printed ratios; those within the rounding of their errors, within 0.0025 of the quotient",
                        "14 ratios", within == ratios, ratios, within, close)
                .holds("means over the 15 heads that have rank 1, and their ratio", "6.80e-6, 6.59e-6, 0.969", means,
                        one / both, two / both, two / one)
                .rounded("heads where rank 2 is lower, and ties, of 15", "11 of 15", strict + ties >= wins && strict <= wins,
                        strict, ties)
                .says("Ratios and means agree. \"11 of 15\" counts the tie at H4; the 15 heads here leave out H13, those of the "
                        + "win rates H12.");
    }

    /** Whether some pair of errors that rounds as printed has a quotient that rounds as printed. */
    private static boolean fits(double top, double bottom, double printed) {
        double unitTop = Math.pow(10, Math.floor(Math.log10(top))) * ROUNDING_OF_MSE;
        double unitBottom = Math.pow(10, Math.floor(Math.log10(bottom))) * ROUNDING_OF_MSE;
        double low = (top - unitTop) / (bottom + unitBottom);
        double high = (top + unitTop) / (bottom - unitBottom);
        return printed + 5e-4 >= low && printed - 5e-4 <= high;
    }
}
