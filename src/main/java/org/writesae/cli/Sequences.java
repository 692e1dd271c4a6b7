package org.writesae.cli;

import java.nio.file.Path;
import java.util.Arrays;

import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.model.ModelConfig;

/**
 * Token sequences from a command line.
 *
 * @param name where they are from, for messages and results
 * @param ids  the sequences
 */
record Sequences(String name, int[][] ids) {
    private static final String INLINE = "\\s*-?\\d+(\\s*,\\s*-?\\d+)*\\s*";

    /** Numbers separated by commas, or the name of an npy file of integers, [n, L] or [L]. */
    static Sequences read(String tokens) {
        return read("--tokens", tokens);
    }

    /** @param option its name, for messages */
    static Sequences read(String option, String tokens) {
        if (tokens.matches("[-\\d,\\s]*") && !tokens.matches(INLINE)) {
            throw new InputException(option + " \"" + tokens + "\": numbers separated by commas were expected, or an .npy file");
        }
        return tokens.matches(INLINE) ? new Sequences(option, new int[][] {inline(option, tokens)}) : file(Path.of(tokens));
    }

    static Sequences file(Path file) {
        Tensor tensor = Npy.open(file);
        if (tensor.rank() != 1 && tensor.rank() != 2) {
            throw new InputException(file + ": shape " + tensor.shapeText() + ", expected [sequences, tokens] or [tokens]");
        }
        int[] all = tensor.ints();
        if (all.length == 0) {
            return new Sequences(file.toString(), new int[0][]);
        }
        int count = tensor.rank() == 1 ? 1 : (int) tensor.shape(0);
        int length = all.length / count;
        int[][] ids = new int[count][];
        for (int s = 0; s < count; s++) {
            ids[s] = Arrays.copyOfRange(all, s * length, (s + 1) * length);
        }
        return new Sequences(file.toString(), ids);
    }

    private static int[] inline(String option, String tokens) {
        String[] numbers = tokens.trim().split("\\s*,\\s*");
        int[] ids = new int[numbers.length];
        for (int t = 0; t < ids.length; t++) {
            try {
                ids[t] = Integer.parseInt(numbers[t]);
            } catch (NumberFormatException tooLarge) {
                throw new InputException(option + ": token " + t + " is " + numbers[t] + ", beyond 32 bits");
            }
        }
        return ids;
    }

    /**
     * The first of them, cut to their first tokens.
     *
     * @param most   sequences to keep, null for all
     * @param length tokens to keep of each, null for all
     */
    Sequences limited(Integer most, Integer length) {
        int count = most == null ? ids.length : Math.min(most, ids.length);
        int[][] kept = new int[count][];
        for (int s = 0; s < count; s++) {
            kept[s] = length == null || length >= ids[s].length ? ids[s] : Arrays.copyOf(ids[s], length);
        }
        return new Sequences(name, kept);
    }

    /** Those with a token at least. */
    Sequences withoutEmpty() {
        return new Sequences(name, Arrays.stream(ids).filter(sequence -> sequence.length > 0).toArray(int[][]::new));
    }

    /** Whether there is a token with another after it. */
    boolean isTestable() {
        return Arrays.stream(ids).anyMatch(sequence -> sequence.length > 1);
    }

    /**
     * Tokens of the first part of every sequence, for those that are read in two parts and scored over the second.
     *
     * @param share {@code --split}: 1 token at least is in front and 2 are behind
     */
    int split(double share) {
        int length = ids.length == 0 ? 0 : ids[0].length;
        int prefix = (int) (length * share);
        InputException.require(share > 0 && share < 1 && prefix >= 1 && length - prefix >= 2, "--split " + share + ": of the " + length
                + " tokens of a text of " + name + " the first part needs at least 1, the rest 2");
        return prefix;
    }

    /** Checks every token before any work is done. Empty sequences pass. */
    void requireTokens(ModelConfig config) {
        for (int s = 0; s < ids.length; s++) {
            if (ids[s].length > 0) {
                config.requireTokens(ids[s], ids.length == 1 ? name : name + ": sequence " + s);
            }
        }
    }

    /** The only one, or the one asked for. */
    int[] single(Integer index) {
        if (ids.length == 0) {
            throw new InputException(name + ": no tokens");
        }
        if (index == null && ids.length != 1) {
            throw new InputException(name + ": holds " + ids.length + " sequences, choose one with --sequence");
        }
        int s = index == null ? 0 : index;
        if (s < 0 || s >= ids.length) {
            throw new InputException("--sequence " + s + ": " + name + " holds sequences 0 to " + (ids.length - 1));
        }
        return ids[s];
    }
}
