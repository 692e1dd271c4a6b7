package org.writesae.experiment.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.CellStates;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.runtime.Backend;
import org.writesae.sae.training.TrainResult;
import org.writesae.sae.training.Trainer;
import org.writesae.sae.training.TrainingListener;

/**
 * Runs of the trainer, each a unit of work: a run that was interrupted goes on from its own checkpoint.
 *
 * @param states      folder of {@code layer_L/head_H.npy}
 * @param checkpoints where {@code layer_L/head_H/TAG_sSEED/} go
 * @param settings    what the runs have in common
 * @param backend     where they run
 */
public record TrainingSweep(Path states, Path checkpoints, SweepSettings settings, Backend backend) {

    /** Checks, before any run, that the states of each are there. */
    public void require(List<TrainingRun> runs) {
        for (TrainingRun run : runs) {
            if (!Files.exists(states(run))) {
                throw new InputException(states(run) + ": no such file; --data-dir, --layers and --heads name it");
            }
        }
    }

    private Path states(TrainingRun run) {
        return CellStates.file(states, run.layer(), run.head());
    }

    /** The best checkpoint of a run that is done. */
    public Path best(TrainingRun run) {
        return checkpoints.resolve(run.folder()).resolve("best.pt");
    }

    /** Trains what is not trained yet. */
    public List<RunOutcome> run(WorkUnits units, List<TrainingRun> runs) {
        List<JsonNode> done = units.run("runs", runs.size(), n -> train(runs.get(n)));
        List<RunOutcome> outcomes = new ArrayList<>();
        for (int n = 0; n < runs.size(); n++) {
            outcomes.add(RunOutcome.read(runs.get(n), done.get(n)));
        }
        return outcomes;
    }

    private ObjectNode train(TrainingRun run) {
        TrainResult result = new Trainer(states(run), settings.options(run), checkpoints.resolve(run.folder()), backend,
                new TrainingListener() { }).run();
        return new RunOutcome(run, result.bestMse(), result.finalMse(), result.dead()).json();
    }
}
