package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;

import org.writesae.experiment.BaselineAtom;
import org.writesae.experiment.DictionaryFacts;
import org.writesae.experiment.Orientation;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionConfig;
import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.experiment.SubstitutionUnits;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.hub.FetchedSources;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.WriteSae;

/**
 * One run of the replacement test, from files to a result.
 *
 * @param model      directory of the model
 * @param modelName  what the result calls it
 * @param checkpoint the dictionary
 * @param orientation which axis its atoms have first; null to decide by shape and family
 * @param saeName    what the result calls it
 * @param sequences  the passages
 * @param plan       what to test
 * @param baseline   what to substitute in place of the atoms, or null
 */
record SubstitutionRun(Path model, String modelName, SaeCheckpoint checkpoint, Orientation orientation, String saeName,
        Sequences sequences, Substitution.Plan plan, BaselineOptions.Baseline baseline) {
    private static final String CACHE = "convolution window carried";

    /** Checks everything that can be checked without the weights. */
    ModelConfig check() {
        ModelConfig config = Families.config(model);
        checkpoint.requireFactors();
        Substitution.require(model.toString(), config, canonical(config).config(), plan);
        if (baseline != null) {
            baseline.check(config);
        }
        sequences.requireTokens(config);
        return config;
    }

    /** Checks, then runs. */
    SubstitutionResult run(Backend backend) {
        ModelConfig config = check();
        WriteSae sae = new WriteSae(canonical(config), backend);
        List<SubstitutionRecord> records = sequences.isTestable() ? records(sae, backend) : List.of();
        return SubstitutionResult.of(description(config), records);
    }

    /** The same in units of a passage, on a model that is open. */
    SubstitutionResult run(HostModel loaded, WorkUnits units) {
        ModelConfig config = loaded.config();
        SubstitutionUnits test = new SubstitutionUnits(
                () -> new Substitution(loaded, new WriteSae(canonical(config), loaded.backend()), plan), plan,
                "L" + plan.layer() + "H" + plan.head());
        return SubstitutionResult.of(description(config), test.run(sequences.ids(), units));
    }

    /** The dictionary with key factors first, as the model's states have them. */
    SaeCheckpoint canonical(ModelConfig config) {
        return oriented(config).canonical(checkpoint);
    }

    private Orientation oriented(ModelConfig config) {
        return Orientation.of(orientation, checkpoint.config(), config, model.toString());
    }

    private List<SubstitutionRecord> records(WriteSae sae, Backend backend) {
        try (HostModel loaded = Families.load(model, backend);
                Meter meter = Meter.of("sequences", sequences.ids().length)) {
            BaselineAtom atom = baseline == null ? null : baseline.open(loaded, sequences.ids(), plan, backend);
            return new Substitution(loaded, sae, plan, atom).run(sequences.ids(), (done, firings) -> {
                meter.at(done);
                meter.count(firings, "firings");
            });
        }
    }

    private SubstitutionConfig description(ModelConfig config) {
        return new SubstitutionConfig(plan.layer(), plan.head(), plan.features(), saeName, modelName, sequences.name(),
                config.vocabulary(), plan.cap(), plan.seed(), plan.readings(), facts(config), CACHE, Version.number(),
                baseline == null ? null : baseline.name(), fetched());
    }

    /** Where the files came from that the result names. */
    private ArrayNode fetched() {
        List<String> paths = new ArrayList<>(List.of(modelName, saeName, sequences.name()));
        if (baseline != null && baseline.file() != null) {
            paths.add(baseline.file().toString());
        }
        return FetchedSources.of(paths);
    }

    /** What upstream's trainer never does, it does not record: nothing is subtracted from the states. */
    private DictionaryFacts facts(ModelConfig config) {
        SaeConfig sae = checkpoint.config();
        Object positions = sae.raw().get("positions");
        return new DictionaryFacts(checkpoint.form(), sae.type().label(), sae.features(), sae.k(),
                sae.batchTopK() ? "batchtopk, over one state" : "topk", oriented(config).option(), "none",
                positions instanceof String text ? text : null);
    }
}
