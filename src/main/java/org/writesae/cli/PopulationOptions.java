package org.writesae.cli;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.Reading;
import org.writesae.experiment.population.PopulationClaim;
import org.writesae.experiment.population.PopulationPlan;
import org.writesae.experiment.population.PopulationTest;
import org.writesae.experiment.population.Sampling;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.sae.WriteSae;

/** Options of the claims about a population of atoms. */
final class PopulationOptions {

    @Mixin
    private CellOptions cell;

    @Option(names = "--bundles", paramLabel = "N",
            description = "Bundle atoms to sample; all of them where there are fewer. Default: the published number.")
    private Integer bundles;

    @Option(names = "--registers", paramLabel = "N,...", hideParamSyntax = true, split = ",",
            description = "Register atoms to sample: one number, or three, of those with a cosine below 0.20, below 0.30, and from 0.30 "
                    + "on; all of them where there are fewer. Default: the published numbers.")
    private List<Integer> registers;

    @Option(names = "--cap", paramLabel = "N", description = "Most firings of each atom, the first ones. Default: the published number.")
    private Integer cap;

    @Option(names = "--min-firings", paramLabel = "N", defaultValue = "5",
            description = "Least firings of an atom that is evaluated. Default: ${DEFAULT-VALUE}.")
    private int minFirings;

    @Option(names = "--threshold", paramLabel = "X", defaultValue = "0.05",
            description = "Least median cosine of a register. Default: ${DEFAULT-VALUE}.")
    private double threshold;

    @Option(names = "--partition-select", paramLabel = "READING", defaultValue = "any",
            description = "The firings that the median cosines are taken over: any, or those where the atom is the strongest (argmax). "
                    + "Default: ${DEFAULT-VALUE}.")
    private String partition;

    @Option(names = "--count-tokens", paramLabel = "N", defaultValue = "10000",
            description = "Tokens, the first ones, over which firings of each atom are counted (App H). Default: ${DEFAULT-VALUE}.")
    private int countTokens;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the sample, the random control and the resampled interval. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ReadingOptions readings;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    /**
     * What was published.
     *
     * @param bundles   bundle atoms sampled
     * @param registers register atoms sampled
     * @param cap       most firings of each
     */
    record Published(int bundles, List<Integer> registers, int cap) {
    }

    /** Runs a claim. */
    int run(String id, Published published, CommandSpec spec) {
        claim.check(id);
        ChosenCell chosen = ChosenCell.of(cell, List.of(0), seed, new Notes(spec.commandLine().getErr()));
        PopulationPlan plan = new PopulationPlan(chosen.layer(), chosen.head(), readings.readings(),
                Reading.parse(FiringSelection.class, partition, "--partition-select"),
                new Sampling(bundles == null ? published.bundles() : bundles, registers == null ? published.registers() : registers,
                        threshold, seed),
                cap == null ? published.cap() : cap, minFirings, countTokens, seed);
        ObjectNode config = chosen.describe(id);
        PopulationClaim.describe(config, plan);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            PopulationTest test = new PopulationTest(model, new WriteSae(chosen.checkpoint(), shared.backend()), plan);
            return claim.publish(id, spec, config, shared.workers(),
                    units -> new PopulationClaim(test, chosen.sequences().ids()).run(units, config), PopulationTable::print);
        }
    }
}
