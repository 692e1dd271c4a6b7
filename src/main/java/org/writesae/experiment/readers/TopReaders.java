package org.writesae.experiment.readers;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;

/** The head that reads each of some atoms most, by {@link ReaderTraces}: the column of the paper's table of exemplars (E12). */
public final class TopReaders {
    private TopReaders() {
    }

    /** Whether a layer behind this one has a state. */
    public static boolean exist(HostModel model, int layer) {
        return model.config().stateLayers().stream().anyMatch(i -> i > layer);
    }

    /**
     * Adds {@code top_reader} to the atoms that are the strongest at some token.
     *
     * @param atoms by name, F174, one object each
     * @param plan  its features are those of {@code atoms}
     */
    public static void add(ObjectNode atoms, HostModel model, WriteSae sae, ReaderPlan plan, int[][] sequences, WorkUnits units) {
        ReaderTraces traces = new ReaderTraces(model, sae, plan);
        Map<Integer, List<HeadChanges>> found = traces.run(sequences, units);
        found.forEach((feature, contexts) -> top(traces, contexts).ifPresent(reader -> ((ObjectNode) atoms.get("F" + feature))
                .putObject("top_reader").put("layer", reader.layer()).put("head", reader.head()).put("ratio", reader.ratio())
                .put("n_contexts", contexts.size())));
    }

    private static Optional<Reader> top(ReaderTraces traces, List<HeadChanges> contexts) {
        return contexts.isEmpty() ? Optional.empty() : traces.readers(contexts).stream()
                .filter(reader -> Double.isFinite(reader.ratio())).max(Comparator.comparingDouble(Reader::ratio));
    }
}
