package org.writesae.experiment.ablation;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;

/** The texts of an experiment that leaves features out, and the cell whose state is reconstructed. */
public final class AblationTexts {
    private final AblatedText text;
    private final int[][] sequences;
    private final List<String> texts;
    private final double share;

    /**
     * @param sae       of the cell, key factors first
     * @param sequences tokens, all of one length; at least two behind the split
     * @param texts     the text of each, and possibly more
     * @param share     of the texts in the group with most of a property, and in that with least
     */
    public AblationTexts(HostModel model, WriteSae sae, AblationCell cell, int[][] sequences, List<String> texts, double share) {
        this.text = new AblatedText(model, sae, cell);
        this.sequences = sequences;
        this.texts = texts.subList(0, sequences.length);
        this.share = share;
    }

    Map<String, PropertyTexts> groups(Collection<String> properties) {
        return PropertyTexts.of(texts, properties, share);
    }

    AblationLosses losses(List<Ablation> ablations, WorkUnits units) {
        return AblationLosses.of(text, sequences, ablations, units);
    }

    /** The beginning of every result. */
    ObjectNode described(ObjectNode config) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        return result.put("layer", text.cell().layer()).put("head", text.cell().head()).put("sae_type", text.sae().config().type().label())
                .put("n_sequences", sequences.length).put("split_pos", text.cell().split()).put("quartile_size", share);
    }
}
