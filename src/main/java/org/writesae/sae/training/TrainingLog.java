package org.writesae.sae.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.InputException;
import org.writesae.io.OutputFiles;
import org.writesae.sae.SaeType;

/** {@code train_log.jsonl}: upstream's lines, one JSON object each, appended as they come. */
final class TrainingLog {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final SaeType type;

    private TrainingLog(Path file, SaeType type) {
        this.file = file;
        this.type = type;
    }

    /** Begins an empty log. */
    static TrainingLog begin(Path file, SaeType type) {
        OutputFiles.write(file, out -> { });
        return new TrainingLog(file, type);
    }

    /**
     * Goes on with the log of a run that was interrupted: what it wrote after the evaluation of {@code epoch}, the last
     * one in its checkpoint, is taken out, since those steps are done again.
     */
    static TrainingLog resume(Path file, SaeType type, int epoch) {
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            int kept = 0;
            for (int n = 0; n < lines.size(); n++) {
                kept = endsEpoch(lines.get(n), epoch) ? n + 1 : kept;
            }
            String text = lines.subList(0, kept).stream().map(line -> line + "\n").collect(Collectors.joining());
            OutputFiles.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException failure) {
            throw InputException.unreadable(file, failure);
        }
        return new TrainingLog(file, type);
    }

    private static boolean endsEpoch(String line, int epoch) {
        try {
            JsonNode node = JSON.readTree(line);
            return node.has("val_mse") && node.path("epoch").asInt(-1) == epoch;
        } catch (JsonProcessingException cut) {
            // The last line may be half written.
            return false;
        }
    }

    void step(long step, int epoch, Measures m) {
        ObjectNode line = JSON.createObjectNode().put("step", step).put("epoch", epoch).put("lr", m.lr())
                .put("loss", m.losses().total()).put("mse", m.losses().mse()).put("nmse", m.nmse())
                .put("explained_var", m.explainedVar()).put("l0", m.l0());
        if (type == SaeType.BILINEAR_GATED || type == SaeType.BILINEAR_JUMPRELU) {
            line.put("aux_loss", m.losses().aux()).put("total_loss", m.losses().total());
        }
        if (!Double.isNaN(m.bandwidth())) {
            line.put("bandwidth", m.bandwidth());
        }
        append(line);
    }

    void epoch(long step, int epoch, Evaluation evaluation) {
        append(JSON.createObjectNode().put("val_mse", evaluation.mse()).put("val_l0", evaluation.l0())
                .put("val_dead", (double) evaluation.dead()).put("epoch", epoch).put("step", step));
    }

    private void append(ObjectNode line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new InputException(file + ": cannot be written: " + failure, failure);
        }
    }
}
