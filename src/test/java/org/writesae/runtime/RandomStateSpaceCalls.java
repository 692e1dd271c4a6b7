package org.writesae.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.writesae.kernels.StateSpace;

/** Calls of the recurrence of Mamba-2 with random values and sizes around the limits of the tiles. */
final class RandomStateSpaceCalls {
    private final Random random;
    private final int rows;
    private final int groups;
    private final int heads;
    private final int dk;
    private final int dv;
    private final int matrices;

    private RandomStateSpaceCalls(Random random) {
        this.random = random;
        rows = 1 + random.nextInt(7);
        groups = 1 + random.nextInt(3);
        heads = groups * (1 + random.nextInt(3));
        dk = 1 + random.nextInt(20);
        dv = RandomCalls.columns(random);
        matrices = 1 + random.nextInt(4);
    }

    static RandomCalls.Call sequence(Random random) {
        RandomStateSpaceCalls layer = new RandomStateSpaceCalls(random);
        int[] keep = new int[layer.rows * layer.heads];
        Arrays.fill(keep, -1);
        for (int matrix = 0; matrix < layer.matrices; matrix++) {
            keep[random.nextInt(keep.length)] = matrix;
        }
        List<Object> arguments = new ArrayList<>(List.of(layer.outputs(), layer.states(layer.heads), layer.states(layer.matrices)));
        arguments.addAll(layer.inputs());
        arguments.addAll(List.of(keep, layer.rows));
        return layer.call("sequence", layer.heads * layer.dv, arguments);
    }

    static RandomCalls.Call branches(Random random) {
        RandomStateSpaceCalls layer = new RandomStateSpaceCalls(random);
        int count = 1 + random.nextInt(layer.rows);
        int[] first = new int[count];
        int[] length = new int[count];
        for (int branch = 0; branch < count; branch++) {
            first[branch] = layer.rows * branch / count;
            length[branch] = random.nextInt(layer.rows * (branch + 1) / count - first[branch] + 1);
        }
        List<Object> arguments = new ArrayList<>(List.of(layer.outputs(), layer.states(layer.matrices)));
        arguments.addAll(layer.inputs());
        arguments.addAll(List.of(first, length, random.ints(count * layer.heads, 0, layer.matrices).toArray()));
        return layer.call("branches", count * layer.heads * layer.dv, arguments);
    }

    private double[] outputs() {
        return RandomCalls.doubles(random, rows * heads * dv);
    }

    private float[] states(int count) {
        return RandomCalls.floats(random, count * dk * dv);
    }

    /** value, mixed, alpha, skip. */
    private List<Object> inputs() {
        return List.of(RandomCalls.wide(random, rows * heads * dv), RandomCalls.wide(random, rows * (heads * dv + 2 * groups * dk)),
                random.doubles(rows * heads).toArray(), RandomCalls.floats(random, heads));
    }

    private RandomCalls.Call call(String name, int rowCount, List<Object> arguments) {
        arguments.addAll(List.of(heads, groups, dk, dv));
        return new RandomCalls.Call(Kernel.of(StateSpace.class, name), rowCount, arguments);
    }
}
