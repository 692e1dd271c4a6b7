package org.writesae.sae;

import java.util.LinkedHashMap;
import java.util.Map;

import org.writesae.io.Tensor;

/** The tensors of an autoencoder for states with their two axes exchanged. */
final class TurnedTensors {
    private static final Map<String, String> PARTNER = Map.of("V", "W", "W", "V", "V_enc", "W_enc", "W_enc", "V_enc", "V_dec",
            "W_dec", "W_dec", "V_dec");

    private final int rows;
    private final int columns;

    private TurnedTensors(SaeConfig config) {
        this.rows = config.dk();
        this.columns = config.dv();
    }

    /** Factors change places, states and what multiplies them element by element are transposed. */
    static Map<String, Tensor> of(SaeConfig config, Map<String, Tensor> tensors) {
        TurnedTensors turned = new TurnedTensors(config);
        Map<String, Tensor> all = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            String partner = PARTNER.getOrDefault(name, name);
            all.put(partner, turned.tensor(name, tensor).renamed(partner, tensor.where()));
        });
        return all;
    }

    private Tensor tensor(String name, Tensor tensor) {
        return switch (name) {
            case "bias" -> Tensor.of(name, transposed(tensor, 1, 1), columns, rows);
            case "encoder.weight" -> Tensor.of(name, transposed(tensor, Math.toIntExact(tensor.shape(0)), 1), tensor.shape());
            case "decoder.weight" -> Tensor.of(name, transposed(tensor, 1, Math.toIntExact(tensor.shape(1))), tensor.shape());
            case "decoder.bias" -> Tensor.of(name, transposed(tensor, 1, 1), tensor.shape());
            default -> tensor;
        };
    }

    /** [outer, rows, columns, inner] as [outer, columns, rows, inner]. */
    private float[] transposed(Tensor tensor, int outer, int inner) {
        float[] from = tensor.floats();
        float[] to = new float[from.length];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    System.arraycopy(from, ((o * rows + i) * columns + j) * inner, to,
                            ((o * columns + j) * rows + i) * inner, inner);
                }
            }
        }
        return to;
    }
}
