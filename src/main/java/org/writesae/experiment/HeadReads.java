package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;

/** How the cell's head reads its state at the read token: natively and under each condition of a firing. */
final class HeadReads {
    private HeadReads() {
    }

    /**
     * What a trace says of it.
     *
     * @param pass behind the cell's layer, with one branch of one row for each condition
     * @param head the cell's head
     * @param read row of the sequence that the branches are compared with
     */
    static List<TraceValue> of(Pass pass, ModelConfig c, int head, int read) {
        List<TraceValue> values = new ArrayList<>();
        values.add(TraceValue.array("read.query", "q: " + c.queryEquation(), slice(pass.queries(), read, c, head, c.dk()), c.dk()));
        add(values, "output", pass.headOutputs(), c.outputEquation(), pass, c, head, read);
        add(values, "gated", pass.gatedOutputs(), c.gatedEquation(), pass, c, head, read);
        return values;
    }

    private static void add(List<TraceValue> values, String name, double[] all, String equation, Pass pass, ModelConfig c,
            int head, int read) {
        values.add(TraceValue.array("read." + name, equation, slice(all, read, c, head, c.dv()), c.dv()));
        for (int n = 0; n < FiringTracer.CONDITIONS.size(); n++) {
            String condition = FiringTracer.CONDITIONS.get(n);
            values.add(TraceValue.array("read." + name + "_" + condition, "the same with the edited state, " + condition,
                    slice(all, pass.firstRow(n), c, head, c.dv()), c.dv()));
        }
    }

    private static double[] slice(double[] all, int row, ModelConfig c, int head, int width) {
        int from = (row * c.heads() + head) * width;
        return Arrays.copyOfRange(all, from, from + width);
    }
}
