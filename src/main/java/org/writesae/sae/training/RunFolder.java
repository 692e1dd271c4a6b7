package org.writesae.sae.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.json.JsonMapper;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.Tensor;
import org.writesae.sae.AdamState;
import org.writesae.sae.Progress;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeFiles;
import org.writesae.sae.SavedSae;
import org.writesae.sae.TrainingState;

/** The files of one run, by upstream's names; each appears whole or not at all. */
final class RunFolder {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final SaeConfig config;

    /**
     * @param config its raw part is what {@code config.json} and the checkpoints state
     * @throws InputException if the folder holds a finished run, or another one interrupted
     */
    RunFolder(Path folder, SaeConfig config) {
        this.folder = folder;
        this.config = config;
        if (Files.exists(file("final.pt"))) {
            throw new InputException(file("final.pt") + ": a finished run is there; remove it or choose another --output-dir");
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path log() {
        return file("train_log.jsonl");
    }

    /** The checkpoint of an interrupted run; empty if there is none. */
    Optional<SaeCheckpoint> interrupted() {
        Path file = file("checkpoint.pt");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SaeCheckpoint checkpoint = SaeCheckpoint.load(file);
        config.raw().forEach((key, value) -> {
            Object stated = checkpoint.config().raw().get(key);
            boolean same = stated instanceof Number number && value instanceof Number wanted
                    ? number.doubleValue() == wanted.doubleValue() : value.equals(stated);
            if (!same) {
                throw InputException.at(file, "config." + key, stated + ", but this run has " + value
                        + "; go on with the options it was begun with, or choose another --output-dir");
            }
        });
        return Optional.of(checkpoint);
    }

    void writeConfig() {
        JsonFiles.write(file("config.json"), JSON.valueToTree(config.raw()));
    }

    /** {@code best.pt} or {@code final.pt}. */
    void write(String name, Parameters parameters, int epoch, long step, double valMse) {
        SaeFiles.writeTorch(file(name), saved(parameters, new Progress(epoch, Math.toIntExact(step), valMse, null)));
    }

    /** {@code checkpoint.pt}. */
    void writeCheckpoint(Parameters parameters, byte[] generator, double lr, int epoch, long step, double bestValMse) {
        Map<String, Tensor> averages = new LinkedHashMap<>();
        Map<String, Tensor> squares = new LinkedHashMap<>();
        for (Parameter parameter : parameters.all()) {
            averages.put(parameter.name(), parameters.asTorch(parameter.name(), parameter.first()));
            squares.put(parameter.name(), parameters.asTorch(parameter.name(), parameter.second()));
        }
        SaeFiles.writeTraining(file("checkpoint.pt"),
                saved(parameters, new Progress(epoch, Math.toIntExact(step), null, bestValMse)),
                new TrainingState(new AdamState(lr, step, averages, squares), generator));
    }

    void removeCheckpoint() {
        try {
            Files.deleteIfExists(file("checkpoint.pt"));
        } catch (IOException failure) {
            throw new InputException(file("checkpoint.pt") + ": cannot be removed: " + failure, failure);
        }
    }

    private SavedSae saved(Parameters parameters, Progress progress) {
        return SavedSae.of(config, parameters.tensors(), parameters.counters(), progress);
    }
}
