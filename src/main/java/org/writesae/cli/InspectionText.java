package org.writesae.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.DType;

/** Prints an {@link Inspection} for people: aligned columns, one fact a line. */
final class InspectionText {
    private static final int PER_LINE = 8;
    private static final int SHORT = 50;

    private final PrintWriter out;

    InspectionText(PrintWriter out) {
        this.out = out;
    }

    void print(JsonNode found) {
        out.println(found.get("file").asText());
        out.println("form  " + form(found.get("form").asText()));
        section("autoencoder", found.path("sae"));
        section("config", found.path("config"));
        section("metadata", found.path("metadata"));
        if (!found.path("notes").isEmpty()) {
            out.println();
            out.println("notes");
            found.get("notes").forEach(note -> out.println("  " + Terminal.harmless(note.asText())));
        }
        if (found.has("atom")) {
            printAtom(found.get("atom"));
        }
        printTensors(found.get("tensors"), found.get("elements").asLong());
    }

    private static String form(String form) {
        return switch (form) {
            case "A" -> "A, a dictionary with the weights as a state_dict";
            case "B" -> "B, a pickled module";
            case "C" -> "C, the names of the paper's appendix (decoder_v, decoder_w)";
            default -> form;
        };
    }

    private void section(String title, JsonNode facts) {
        if (facts.isEmpty()) {
            return;
        }
        out.println();
        out.println(title);
        Map<String, String> lines = new LinkedHashMap<>();
        flatten("", facts, lines);
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        lines.forEach((key, value) -> out.println("  " + padded(Terminal.harmless(key), width) + "  " + Terminal.harmless(value)));
    }

    /** Objects in objects become facts of their own, {@code text_config.hidden_size}. */
    private static void flatten(String prefix, JsonNode facts, Map<String, String> lines) {
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            JsonNode value = fact.getValue();
            if (value.isObject() && !value.isEmpty()) {
                flatten(prefix + fact.getKey() + ".", value, lines);
            } else {
                lines.put(prefix + fact.getKey(), value.isNull() ? "not stated" : value.isArray() ? list(value) : text(value));
            }
        }
    }

    /** {@code [linear_attention x 3, full_attention]}: the types of the layers of a model fill no more than a line. */
    private static String list(JsonNode array) {
        if (array.toString().length() <= SHORT) {
            return array.toString();
        }
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < array.size();) {
            int from = i;
            while (i < array.size() && array.get(i).equals(array.get(from))) {
                i++;
            }
            runs.add(text(array.get(from)) + (i - from > 1 ? " x " + (i - from) : ""));
        }
        for (int period = 1; period <= runs.size() / 2; period++) {
            List<String> first = runs.subList(0, period);
            if (runs.size() % period == 0 && runs.equals(Collections.nCopies(runs.size() / period, first).stream()
                    .flatMap(List::stream).toList())) {
                return "[" + String.join(", ", first) + "] x " + runs.size() / period;
            }
        }
        return "[" + String.join(", ", runs) + "]";
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private void printAtom(JsonNode atom) {
        out.println();
        out.println("atom " + atom.get("index").asInt());
        int r = 0;
        for (JsonNode component : atom.get("components")) {
            String suffix = atom.get("components").size() > 1 ? "_" + r : "";
            vector("v" + suffix, component.get("v"), component.get("norm_v"));
            vector("w" + suffix, component.get("w"), component.get("norm_w"));
            r++;
        }
        out.println(String.format(Locale.ROOT, "  ‖%s‖_F = %.9g", r > 1 ? "Σ_r v_r w_rᵀ" : "v wᵀ",
                atom.get("norm").asDouble()));
    }

    private void vector(String name, JsonNode values, JsonNode norm) {
        out.println(String.format(Locale.ROOT, "  %s [%d]  ‖%s‖ = %.9g", name, values.size(), name, norm.asDouble()));
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            line.append(String.format(Locale.ROOT, "%15.8g", values.get(i).floatValue()));
            if (i % PER_LINE == PER_LINE - 1 || i == values.size() - 1) {
                out.println(line);
                line.setLength(0);
            }
        }
    }

    private void printTensors(JsonNode tensors, long elements) {
        List<String[]> rows = new ArrayList<>();
        boolean stats = tensors.size() > 0 && tensors.get(0).has("min");
        rows.add(stats ? new String[] {"tensor", "dtype", "shape", "min", "max", "nan", "inf"}
                : new String[] {"tensor", "dtype", "shape"});
        for (JsonNode tensor : tensors) {
            rows.add(row(tensor, stats));
        }
        out.println();
        int[] widths = new int[rows.getFirst().length];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        });
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(padded(row[i], widths[i])).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
        out.println(tensors.size() + " tensors, " + elements + " elements");
    }

    private static String[] row(JsonNode tensor, boolean stats) {
        String shape = tensor.get("shape").toString().replace(",", ", ");
        String name = Terminal.harmless(tensor.get("name").asText());
        String dtype = tensor.get("dtype").asText();
        return stats ? new String[] {name, dtype, shape, number(dtype, tensor.get("min")), number(dtype, tensor.get("max")),
                tensor.get("nan").asText(), tensor.get("infinite").asText()} : new String[] {name, dtype, shape};
    }

    private static String number(String dtype, JsonNode value) {
        return DType.valueOf(dtype).isFloating() ? String.format(Locale.ROOT, "%.6g", value.asDouble())
                : String.format(Locale.ROOT, "%.0f", value.asDouble());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
