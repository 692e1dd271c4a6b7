package org.writesae.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.DType;

/** Prints an {@link Inspection} for people: aligned columns, one fact a line. */
final class InspectionText {
    private static final int PER_LINE = 8;

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
        int width = facts.properties().stream().mapToInt(fact -> fact.getKey().length()).max().orElse(0);
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            String value = fact.getValue().isNull() ? "not stated"
                    : fact.getValue().isValueNode() ? fact.getValue().asText() : fact.getValue().toString();
            out.println("  " + padded(Terminal.harmless(fact.getKey()), width) + "  " + Terminal.harmless(value));
        }
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
