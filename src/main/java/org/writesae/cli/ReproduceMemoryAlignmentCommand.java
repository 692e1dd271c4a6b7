package org.writesae.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.Reading;
import org.writesae.experiment.alignment.AlignmentClaim;
import org.writesae.experiment.alignment.MemoryAlignment;
import org.writesae.experiment.alignment.Replay;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.sae.WriteSae;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce memory_alignment}: cosines of the factors of atoms and writes. */
@Command(name = "memory_alignment", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Cosines between the factors of atoms and of the writes they fire at.",
        customSynopsis = "writesae reproduce memory_alignment --model DIR --sae-checkpoint FILE --tokens TOKENS --out DIR [OPTIONS]",
        description = {"", "Every state of the sequences is encoded. Of each feature the strongest firings count: the mean |cosine| of its "
            + "key factor to the key, of its value factor to the value of the write with the delta rule's correction, and the "
            + "root of their product. Beside it the same for 10, 25, 50 and 100 firings, and weighted by activation for 10, 50, "
            + "200 and all (experiment E20, upstream's memory_alignment.py).", "",
            "Upstream replays the recurrence and reads its state along the wrong axis (v − S k, conflict K45.1), so that its states "
            + "are not the model's; --replay transposed does the same, for gated delta rules with square states.", "",
            "Writes OUT/memory_alignment/summary.json, and in upstream's layout alignment_results.json, alignment_histograms.npz, "
            + "alignment_sensitivity.json and weighted_alignment.json."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceMemoryAlignmentCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private CellOptions cell;

    @Option(names = "--replay", paramLabel = "READING", defaultValue = "model",
            description = "States and writes of the model, or as upstream replays them: model, transposed. Default: ${DEFAULT-VALUE}.")
    private String replay;

    @Option(names = "--top-n", paramLabel = "N", defaultValue = "50",
            description = "Strongest firings of each feature that count. Default: ${DEFAULT-VALUE}.")
    private int topN;

    @Option(names = "--n-seqs", paramLabel = "N", defaultValue = "100",
            description = "Sequences taken, the first ones. Default: ${DEFAULT-VALUE}.")
    private int sequenceCount;

    @Option(names = "--seq-len", paramLabel = "N", defaultValue = "512",
            description = "Tokens taken of each, the first ones. Default: ${DEFAULT-VALUE}.")
    private int length;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        requireAtLeast(1, "--top-n", topN);
        requireAtLeast(1, "--n-seqs", sequenceCount);
        requireAtLeast(1, "--seq-len", length);
        claim.check(AlignmentClaim.ID);
        Replay reading = Reading.parse(Replay.class, replay, "--replay");
        ChosenCell chosen = ChosenCell.of(cell, List.of(0), 0, new Notes(spec.commandLine().getErr()));
        int[][] ids = chosen.sequences().limited(sequenceCount, length).withoutEmpty().ids();
        ObjectNode facts = chosen.describe(AlignmentClaim.ID).put("replay", reading.option()).put("top_n", topN)
                .put("n_seqs", ids.length).put("seq_len", length);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            MemoryAlignment alignment = new MemoryAlignment(model, new WriteSae(chosen.checkpoint(), shared.backend()),
                    chosen.layer(), chosen.head(), reading);
            return claim.publish(AlignmentClaim.ID, spec, facts, shared.workers(),
                    units -> new AlignmentClaim(alignment, ids, topN).run(units, facts), this::table);
        }
    }

    private void table(ObjectNode result, PrintWriter printed) {
        JsonNode summary = result.get("summary");
        printed.printf(Locale.ROOT, "layer %d head %d, %d sequences: %d of %d features fire; mean |cos| of random directions %.4f%n",
                result.at("/config/layer").intValue(), result.at("/config/head").intValue(), result.at("/config/n_seqs").intValue(),
                summary.get("alive_count").intValue(), summary.get("n_features").intValue(), summary.get("null_abs_cos").doubleValue());
        if (!summary.has("combined")) {
            return;
        }
        printed.printf(Locale.ROOT, "%n|cos| over the %d strongest firings%n              mean  median     max   > 0.1   > 0.2   > 0.3   > 0.5%n", topN);
        for (String kind : new String[] {"key", "value", "combined"}) {
            JsonNode one = summary.get(kind);
            printed.printf(Locale.ROOT, "  %-9s %7.4f %7.4f %7.4f", kind, one.get("mean").doubleValue(), one.get("median").doubleValue(),
                    one.get("max").doubleValue());
            one.get("fraction_above").forEach(share -> printed.printf(Locale.ROOT, "%6.1f %%", 100 * share.doubleValue()));
            printed.println();
        }
        printed.printf(Locale.ROOT, "%nfeature  combined  firings%n");
        summary.get("top_features").forEach(f -> printed.printf(Locale.ROOT, "F%-8d %7.4f  %7d%n", f.get("feature").intValue(),
                f.get("combined").doubleValue(), f.get("n_activations").intValue()));
        printed.printf(Locale.ROOT, "%nlast state of the first sequence beside the model's: cosine %.6f, relative error %.6f%n",
                summary.at("/verification/cos_sim").doubleValue(), summary.at("/verification/rel_error").doubleValue());
    }
}
