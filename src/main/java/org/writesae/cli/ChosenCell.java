package org.writesae.cli;

import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.sae.SaeCheckpoint;

/**
 * A cell, its dictionary and passages, as the command line names them: read and checked, the weights not yet loaded.
 *
 * @param options    what named them
 * @param config     of the model
 * @param sequences  passages, all tokens within the vocabulary
 * @param checkpoint the dictionary, key factors first; its atoms have factors
 */
record ChosenCell(CellOptions options, ModelConfig config, Sequences sequences, SaeCheckpoint checkpoint, int layer, int head) {

    /**
     * Reads and checks; says what had to be inferred.
     *
     * @param features atoms that are asked for
     * @param seed     of the run
     */
    static ChosenCell of(CellOptions options, List<Integer> features, int seed, Notes notes) {
        ModelConfig config = Families.config(options.model());
        Sequences sequences = options.sequences();
        sequences.requireTokens(config);
        SaeCheckpoint checkpoint = options.checkpoint(config);
        checkpoint.requireFactors();
        notes.about(checkpoint);
        ChosenCell cell = new ChosenCell(options, config, sequences, checkpoint, options.layer(checkpoint, notes),
                options.head(checkpoint, notes));
        Substitution.require(options.model().toString(), config, checkpoint.config(), new Substitution.Plan(cell.layer, cell.head,
                features, 1, seed, SubstitutionReadings.PRIMARY, null));
        notes.print();
        return cell;
    }

    /** What every {@code config} of a claim begins with. */
    ObjectNode describe(String claim) {
        return JsonNodeFactory.instance.objectNode().put("claim", claim).put("model", options.model().toString())
                .put("sae_checkpoint", options.sae().toString()).put("tokens", sequences.name()).put("layer", layer).put("head", head);
    }
}
