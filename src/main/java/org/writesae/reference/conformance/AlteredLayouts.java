package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

/**
 * Qwen3.5 with its heads or dimensions taken in another order, as other programs have them: each is the same model with rows of
 * its weights elsewhere.
 */
final class AlteredLayouts {
    private static final String TEXT = "text_config";

    private final ObjectNode config;
    private final JsonNode text;
    private final TensorFile file;
    private final List<AlteredModel> altered = new ArrayList<>();

    private AlteredLayouts(ObjectNode config, TensorFile file) {
        this.config = config;
        this.text = config.path(TEXT).isObject() ? config.get(TEXT) : config;
        this.file = file;
    }

    /** None for other families. */
    static List<AlteredModel> of(ObjectNode config, TensorFile file) {
        AlteredLayouts layouts = new AlteredLayouts(config, file);
        if (layouts.text.path("model_type").asText().startsWith("qwen3_5")) {
            layouts.keyHeads();
            layouts.attentionHeads();
            layouts.queriesAndGates();
            layouts.rotaryPairs();
        }
        return layouts.altered;
    }

    /** Value head h has key head h·Hk/Hv; with a key head for each value head, other pairs can be written out. */
    private void keyHeads() {
        int keys = size("linear_num_key_heads");
        int values = size("linear_num_value_heads");
        int width = size("linear_key_head_dim");
        if (keys <= 1 || values <= keys) {
            return;
        }
        int valueRows = values * size("linear_value_head_dim");
        IntUnaryOperator dealt = row -> {
            int part = row / (values * width);
            return part < 2 ? part * keys * width + dealt(row % (values * width), width, keys) : row - 2 * (values - keys) * width;
        };
        Map<String, Tensor> changed = new LinkedHashMap<>();
        rows(changed, ".linear_attn.in_proj_qkv.weight", 2 * values * width + valueRows, dealt);
        rows(changed, ".linear_attn.conv1d.weight", 2 * values * width + valueRows, dealt);
        add("value head h on key head h mod " + keys, "linear_num_key_heads", values, changed);
    }

    private void attentionHeads() {
        int keys = size("num_key_value_heads");
        int queries = size("num_attention_heads");
        int width = size("head_dim");
        if (keys <= 1 || queries <= keys) {
            return;
        }
        Map<String, Tensor> changed = new LinkedHashMap<>();
        rows(changed, ".self_attn.k_proj.weight", queries * width, row -> dealt(row, width, keys));
        rows(changed, ".self_attn.v_proj.weight", queries * width, row -> dealt(row, width, keys));
        add("query head h on key and value head h mod " + keys, "num_key_value_heads", queries, changed);
    }

    /** The row that a head h has if its heads are those of h mod {@code heads}. */
    private static int dealt(int row, int width, int heads) {
        return row / width % heads * width + row % width;
    }

    /** The matrix has the query and the gate of a head one after the other. */
    private void queriesAndGates() {
        int heads = size("num_attention_heads");
        int width = size("head_dim");
        Map<String, Tensor> changed = new LinkedHashMap<>();
        rows(changed, ".self_attn.q_proj.weight", 2 * heads * width, row -> {
            int head = row / (2 * width);
            int within = row % (2 * width);
            return (within < width ? 0 : heads * width) + head * width + within % width;
        });
        add("the rows of self_attn.q_proj taken as all queries, then all gates", null, 0, changed);
    }

    /** Scores do not change when queries and keys take the same other order, but which two dimensions turn together does. */
    private void rotaryPairs() {
        int width = size("head_dim");
        double part = text.path("rope_parameters").path("partial_rotary_factor")
                .asDouble(text.path("partial_rotary_factor").asDouble(0.25));
        int turned = (int) (width * part);
        IntUnaryOperator neighbours = at -> at >= turned ? at : at < turned / 2 ? 2 * at : 2 * at - turned + 1;
        Map<String, Tensor> changed = new LinkedHashMap<>();
        int queries = size("num_attention_heads") * 2 * width;
        rows(changed, ".self_attn.q_proj.weight", queries, row -> row / width % 2 == 1 ? row : moved(row, width, neighbours));
        rows(changed, ".self_attn.k_proj.weight", size("num_key_value_heads") * width, row -> moved(row, width, neighbours));
        rows(changed, ".self_attn.q_norm.weight", width, neighbours);
        rows(changed, ".self_attn.k_norm.weight", width, neighbours);
        add("the rotation of dimensions 2j and 2j + 1 in the place of j and j + " + turned / 2, null, 0, changed);
    }

    private static int moved(int row, int width, IntUnaryOperator within) {
        return row / width * width + within.applyAsInt(row % width);
    }

    private int size(String key) {
        return text.path(key).asInt();
    }

    /** In every layer: a tensor of so many rows, each the row of the checkpoint's that {@code from} says. */
    private void rows(Map<String, Tensor> changed, String suffix, int rows, IntUnaryOperator from) {
        for (String name : file.names()) {
            if (!name.endsWith(suffix) || name.startsWith("mtp.")) {
                continue;
            }
            Tensor tensor = file.tensor(name);
            float[] values = tensor.floats();
            int width = (int) (tensor.size() / tensor.shape(0));
            float[] other = new float[rows * width];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(values, from.applyAsInt(row) * width, other, row * width, width);
            }
            long[] shape = tensor.shape();
            shape[0] = rows;
            changed.put(name, Tensor.of(name, other, shape));
        }
    }

    private void add(String what, String key, int value, Map<String, Tensor> changed) {
        if (changed.isEmpty()) {
            return;
        }
        ObjectNode other = config.deepCopy();
        if (key != null) {
            (other.path(TEXT) instanceof ObjectNode inside ? inside : other).put(key, value);
        }
        altered.add(new AlteredModel(what, other, changed));
    }
}
