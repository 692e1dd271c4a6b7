package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.Amplitude;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.KlDirection;
import org.writesae.experiment.RandomControl;
import org.writesae.experiment.ReadOut;
import org.writesae.experiment.Reading;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.WriteReading;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.sae.SaeCheckpoint;

/**
 * A golden result of the replacement test, and the run that must give it.
 *
 * @param run      with the random draws of the golden result
 * @param expected upstream's result in float64
 */
record GoldenRun(SubstitutionRun run, JsonNode expected) {
    private static final String DEMO = "golden/substitution/gdn-tiny/bilinear_L2_H2/base.json";

    /** The one that the demonstration shows. */
    static GoldenRun demo(Path referenceData) {
        return read(referenceData, referenceData.resolve(DEMO));
    }

    private static GoldenRun read(Path referenceData, Path file) {
        JsonNode golden = JsonFiles.read(file);
        JsonNode config = golden.path("config");
        String model = text(file, config, "model");
        String sae = text(file, config, "sae_checkpoint");
        String tokens = text(file, config, "tokens");
        Sequences sequences = new Sequences(tokens, Sequences.file(referenceData.resolve(tokens)).ids());
        SubstitutionRun run = new SubstitutionRun(referenceData.resolve(model), model,
                SaeCheckpoint.load(referenceData.resolve(sae)), null, sae, sequences, plan(file, config),
                null);
        return new GoldenRun(run, golden);
    }

    private static Substitution.Plan plan(Path file, JsonNode config) {
        List<Integer> features = new ArrayList<>();
        config.path("feature_ids").forEach(feature -> features.add(feature.asInt()));
        SubstitutionReadings readings = new SubstitutionReadings(reading(WriteReading.class, file, config, "write"),
                reading(Amplitude.class, file, config, "amplitude"), reading(RandomControl.class, file, config, "random"),
                reading(FiringSelection.class, file, config, "select"), reading(ReadOut.class, file, config, "read"),
                reading(KlDirection.class, file, config, "kl"));
        return new Substitution.Plan(config.path("layer").asInt(), config.path("head").asInt(), features,
                config.path("cap").asInt(), config.path("seed").asInt(), readings, file.resolveSibling("random.json"));
    }

    private static <E extends Enum<E> & Reading> E reading(Class<E> type, Path file, JsonNode config, String key) {
        return Reading.parse(type, text(file, config, key), file, "config." + key);
    }

    private static String text(Path file, JsonNode config, String key) {
        JsonNode value = config.path(key);
        if (!value.isTextual()) {
            throw InputException.at(file, "config." + key, "text was expected");
        }
        return value.textValue();
    }
}
