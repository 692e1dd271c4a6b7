package org.writesae.tornado;

import java.lang.reflect.Method;
import java.util.Arrays;

import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;

/** A kernel of {@link SuspectKernels} by TornadoVM alone, for what {@link DeviceGraph} does not let happen. */
final class BareGraph {
    private BareGraph() {
    }

    /** Runs a kernel over arrays, the first of which it writes, on a grid of {@code threads}. */
    static void run(String kernel, int threads, Object... arguments) {
        Method method = Arrays.stream(SuspectKernels.class.getDeclaredMethods()).filter(m -> m.getName().equals(kernel))
                .findFirst().orElseThrow();
        Object[] arrays = Arrays.stream(arguments).filter(argument -> argument.getClass().isArray()).toArray();
        WorkerGrid1D grid = new WorkerGrid1D(threads);
        grid.setLocalWork(1, 1, 1);
        TaskGraph graph = new TaskGraph("bare" + kernel).transferToDevice(DataTransferMode.EVERY_EXECUTION, arrays)
                .addTask(KernelTask.of("t", method, arguments)).transferToHost(DataTransferMode.EVERY_EXECUTION, arrays[0]);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.withDevice(TornadoExecutionPlan.getDevice(0, 0))
                    .withGridScheduler(new GridScheduler("bare" + kernel + ".t", grid)).execute();
        } catch (TornadoExecutionPlanException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
