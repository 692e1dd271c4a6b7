package org.writesae.sae.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;

/** The loss of a variant in double, written out, with every choice of the activation held fixed. */
final class PlainLoss {
    private final SaeConfig config;
    private final TrainingOptions options;
    private final Map<String, double[]> values = new HashMap<>();
    private final float[] x;
    private final float[] kept;
    private final float[] dead;
    private final int states;
    private double[] fixedRest;
    private Map<String, double[]> fixedDecoder;

    /** @param second whether dead features take part */
    PlainLoss(SaeConfig config, TrainingOptions options, Parameters parameters, Batch batch, boolean second) {
        this.config = config;
        this.options = options;
        for (Parameter parameter : parameters.all()) {
            float[] floats = parameter.value().floats();
            double[] doubles = new double[floats.length];
            for (int n = 0; n < floats.length; n++) {
                doubles[n] = floats[n];
            }
            values.put(parameter.name(), doubles);
        }
        this.x = batch.x.floats();
        this.states = options.batchSize();
        this.kept = batch.a.floats().clone();
        this.dead = second ? batch.second.floats().clone() : null;
        of();
    }

    /** A parameter, in the layout of {@link Parameters}. */
    double[] values(String name) {
        return values.get(name);
    }

    double of() {
        double[] s = preActivations();
        boolean gated = config.type() == SaeType.BILINEAR_GATED;
        double[] a = new double[s.length];
        double[] gates = new double[s.length];
        for (int n = 0; n < s.length; n++) {
            int i = n % config.features();
            if (gated) {
                gates[n] = 1 / (1 + Math.exp(-(s[n] + values.get("b_gate")[i]) / 0.1));
                a[n] = gates[n] * Math.max(Math.exp(values.get("r_mag")[i]) * s[n] + values.get("b_mag")[i], 0);
            } else {
                a[n] = kept[n] != 0 ? s[n] : 0;
            }
        }
        double[] y = decode(a);
        double loss = 0;
        double[] rest = new double[y.length];
        for (int n = 0; n < y.length; n++) {
            rest[n] = x[n] - y[n];
            loss += rest[n] * rest[n] / y.length;
        }
        if (fixedRest == null) {
            // Upstream detaches the residual: the second pass moves nothing but what it decodes.
            fixedRest = rest;
            fixedDecoder = decoderCopy();
        }
        if (gated) {
            return loss + sparsity(gates) + options.gatedAuxiliary() * frozenError(gates);
        }
        if (config.type() == SaeType.BILINEAR_JUMPRELU) {
            int active = 0;
            for (float one : kept) {
                active += one != 0 ? 1 : 0;
            }
            return loss + options.jumpSparsity() * active / states;
        }
        return dead == null ? loss : loss + options.auxiliaryWeight() * deadError(s);
    }

    private double sparsity(double[] gates) {
        double sum = 0;
        for (double gate : gates) {
            sum += gate;
        }
        return options.gatedSparsity() * sum / states;
    }

    private double deadError(double[] s) {
        double[] a = new double[s.length];
        for (int n = 0; n < s.length; n++) {
            a[n] = dead[n] != 0 ? s[n] : 0;
        }
        double[] y = decode(a);
        double error = 0;
        for (int n = 0; n < y.length; n++) {
            error += (y[n] - fixedRest[n]) * (y[n] - fixedRest[n]) / y.length;
        }
        return error;
    }

    private Map<String, double[]> decoderCopy() {
        Map<String, double[]> copy = new HashMap<>();
        values.forEach((name, array) -> copy.put(name, array.clone()));
        return copy;
    }

    private double frozenError(double[] gates) {
        double[] y = decode(gates, fixedDecoder);
        double error = 0;
        for (int n = 0; n < y.length; n++) {
            error += (y[n] - x[n]) * (y[n] - x[n]) / y.length;
        }
        return error;
    }

    private double[] preActivations() {
        double[] s = new double[states * config.features()];
        for (int n = 0; n < s.length; n++) {
            int state = n / config.features();
            int i = n % config.features();
            double[] filter = filter(i);
            double sum = bias(i);
            for (int p = 0; p < config.dIn(); p++) {
                sum += filter[p] * x[state * config.dIn() + p];
            }
            s[n] = sum;
        }
        return s;
    }

    private double bias(int i) {
        return switch (config.type()) {
            case FLAT, RANK1 -> values.get("encoder.bias")[i];
            case BILINEAR_GATED -> 0;
            default -> values.get("b_enc")[i];
        };
    }

    private double[] filter(int i) {
        return switch (config.type()) {
            case FLAT, RANK1 -> {
                double[] filter = new double[config.dIn()];
                for (int p = 0; p < filter.length; p++) {
                    filter[p] = values.get("encoder.weight")[p * config.features() + i];
                }
                yield filter;
            }
            case BILINEAR_TIED -> product(values.get("V_dec"), values.get("W_dec"), i);
            default -> product(values.get("V_enc"), values.get("W_enc"), i);
        };
    }

    private double[] product(double[] v, double[] w, int i) {
        double[] matrix = new double[config.dIn()];
        for (int r = 0; r < config.rank(); r++) {
            int term = i * config.rank() + r;
            for (int p = 0; p < matrix.length; p++) {
                matrix[p] += v[term * config.dk() + p / config.dv()] * w[term * config.dv() + p % config.dv()];
            }
        }
        return matrix;
    }

    private double[] decode(double[] a) {
        return decode(a, values);
    }

    private double[] decode(double[] a, Map<String, double[]> by) {
        boolean factors = config.type().hasFactors();
        double[] bias = by.get(factors ? "bias" : "decoder.bias");
        double[] y = new double[states * config.dIn()];
        for (int n = 0; n < y.length; n++) {
            y[n] = bias[n % config.dIn()];
        }
        for (int i = 0; i < config.features(); i++) {
            double[] atom = factors ? product(by.get(config.type().keyFactor()), by.get(config.type().valueFactor()), i)
                    : Arrays.copyOfRange(by.get("decoder.weight"), i * config.dIn(), (i + 1) * config.dIn());
            for (int n = 0; n < y.length; n++) {
                y[n] += a[n / config.dIn() * config.features() + i] * atom[n % config.dIn()];
            }
        }
        return y;
    }
}
