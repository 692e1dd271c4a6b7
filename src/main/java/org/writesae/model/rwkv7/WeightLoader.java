package org.writesae.model.rwkv7;

import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.model.WeightReader;
import org.writesae.model.rwkv7.LayerWeights.LowRank;
import org.writesae.model.rwkv7.LayerWeights.Norm;
import org.writesae.model.rwkv7.LayerWeights.Shifts;
import org.writesae.model.rwkv7.LayerWeights.TimeMixWeights;
import org.writesae.runtime.Buffer;

/**
 * Reads the weights of a checkpoint: FLA's, with its six token shifts apart or, before its version 0.2, in
 * one {@code x_x}; or the official one, whose unused v0, v1, v2 of layer 0 are passed over.
 */
final class WeightLoader {
    /** Order of the rows of FLA's old {@code x_x}. */
    private static final String FUSED_ORDER = "rwkvag";

    private final Rwkv7Config c;
    private final Names names;
    private final WeightReader reader;

    WeightLoader(TensorFile file, Rwkv7Config config) {
        this.c = config;
        this.names = Names.of(file);
        this.reader = new WeightReader(file, "");
    }

    Rwkv7Weights load() {
        Tensor table = reader.tensor(names.embedding, c.vocabulary(), c.hidden());
        return new Rwkv7Weights(WeightReader.rows(table), reader.layers(c.layers(), names.layers, this::layer),
                norm(names.finalNorm, c.hidden()), reader.output(table, c.tiedHead(), names.output));
    }

    private LayerWeights layer(int i) {
        Norm preNorm = i == 0 && c.preNorm() ? norm(names.of(i, "pre_norm"), c.hidden()) : null;
        return new LayerWeights(preNorm, norm(names.of(i, "attn_norm"), c.hidden()), timeMix(i),
                norm(names.of(i, "ffn_norm"), c.hidden()), reader.elements(names.of(i, "ffn.x_k"), c.hidden()),
                reader.matrix(names.of(i, "ffn.key.weight"), c.intermediate(), c.hidden()),
                reader.matrix(names.of(i, "ffn.value.weight"), c.hidden(), c.intermediate()));
    }

    private TimeMixWeights timeMix(int i) {
        int keys = c.heads() * c.dk();
        int values = c.values();
        return new TimeMixWeights(shifts(i), reader.matrix(names.of(i, "attn.r_proj.weight"), keys, c.hidden()),
                reader.matrix(names.of(i, "attn.k_proj.weight"), keys, c.hidden()),
                reader.matrix(names.of(i, "attn.v_proj.weight"), values, c.hidden()),
                reader.matrix(names.of(i, "attn.o_proj.weight"), c.hidden(), values),
                lowRank(i, "w", c.ranks().decay(), keys), lowRank(i, "a", c.ranks().rate(), keys),
                i == 0 ? null : lowRank(i, "v", c.ranks().value(), values), lowRank(i, "g", c.ranks().gate(), values),
                reader.elements(names.of(i, "attn.k_k"), keys), reader.elements(names.of(i, "attn.k_a"), keys),
                reader.elements(names.of(i, "attn.r_k"), keys), headNorm(i));
    }

    private Shifts shifts(int i) {
        Buffer[] all = new Buffer[FUSED_ORDER.length()];
        String fused = names.of(i, "attn.x_x");
        float[] rows = reader.has(fused) ? reader.array(fused, all.length, c.hidden()).floats() : null;
        for (int n = 0; n < all.length; n++) {
            String name = names.of(i, "attn.x_" + FUSED_ORDER.charAt(n));
            all[n] = rows == null ? reader.elements(name, c.hidden())
                    : Buffer.constant(name, java.util.Arrays.copyOfRange(rows, n * c.hidden(), (n + 1) * c.hidden()));
        }
        return new Shifts(all[0], all[1], all[2], all[3], all[4], all[5]);
    }

    private LowRank lowRank(int i, String gate, int rank, int out) {
        if (names == Names.OFFICIAL) {
            String at = names.of(i, "attn." + gate);
            return new LowRank(reader.array(at + "1", c.hidden(), rank), reader.array(at + "2", rank, out),
                    gate.equals("g") ? null : reader.elements(at + "0", out));
        }
        String at = names.of(i, "attn." + gate + "_lora.lora.");
        return new LowRank(reader.matrix(at + "0.weight", rank, c.hidden()), reader.matrix(at + "2.weight", out, rank),
                gate.equals("g") ? null : reader.vector(at + "2.bias", out));
    }

    /** The norm of the heads has a bias always, the others where {@code norm_bias} does not say otherwise. */
    private Norm norm(String name, int width) {
        Buffer bias = c.normBias() ? reader.vector(name + ".bias", width) : Buffer.constant(name + ".bias", new float[width]);
        return new Norm(reader.vector(name + ".weight", width), bias);
    }

    private Norm headNorm(int i) {
        String name = names.of(i, "attn.g_norm");
        return new Norm(reader.vector(name + ".weight", c.values()), reader.vector(name + ".bias", c.values()));
    }
}
