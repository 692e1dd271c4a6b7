package org.writesae.tornado;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;

import org.writesae.tornado.Bindings.Index;
import org.writesae.tornado.Bindings.Slot;
import org.writesae.tornado.Bindings.Step;
import org.writesae.tornado.Bindings.Structure;
import org.writesae.tornado.Bindings.Traffic;

/**
 * A stretch of a program as one TornadoVM graph, compiled at its first execution and run again over other
 * arrays and numbers of rows. The device knows arrays of its own ("mirrors"), which the caller's are copied
 * to and from; only constants are the caller's.
 *
 * <p>The number of rows of a call is the size of its grid, not a constant of the compiled kernel: with a
 * grid, TornadoVM takes the bound of the parallel loop from it.
 */
final class DeviceGraph implements AutoCloseable {
    /** Threads of a group on a GPU. */
    private static final int LARGEST_GROUP = 256;
    private static final int SMALLEST_GROUP = 32;
    /** Groups that keep a large GPU busy. */
    private static final int GROUPS = 256;
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final Method TOUCH = Arrays.stream(Touch.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("touch")).findFirst().orElseThrow();

    private final List<Slot> slots;
    private final Object[] mirrors;
    private final WorkerGrid1D[] grids;
    /** Threads of a group of each call, where its kernel says so, else 0. */
    private final int[] groups;
    private final TornadoExecutionPlan root;
    private final TornadoExecutionPlan plan;
    private final boolean cpu;
    private final boolean keepCode;
    private boolean compiled;
    private String code = "";

    /**
     * @param device    where it runs
     * @param structure what to compile
     * @param rows      rows of each call at the first execution
     * @param keepCode  whether {@link #lastKernel} will be asked for
     */
    DeviceGraph(TornadoDevice device, Structure structure, int[] rows, boolean keepCode) {
        this.keepCode = keepCode;
        this.slots = structure.slots();
        this.cpu = device.getDeviceType() == TornadoDeviceType.CPU;
        this.mirrors = new Object[slots.size()];
        this.grids = new WorkerGrid1D[rows.length];
        this.groups = new int[rows.length];
        String name = "g" + COUNTER.incrementAndGet();
        TaskGraph graph = new TaskGraph(name);
        GridScheduler scheduler = new GridScheduler();
        Set<Integer> taken = new HashSet<>();
        for (int n = 0; n < mirrors.length; n++) {
            mirrors[n] = mirror(slots.get(n), taken);
        }
        // Scratch arrays go up once, since TornadoVM wants every array to come from somewhere.
        transfer(traffic -> !traffic.up(), arrays -> graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays));
        transfer(Traffic::up, arrays -> graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, arrays));
        touch(graph, scheduler, taken);
        for (int call = 0; call < rows.length; call++) {
            Step step = structure.steps().get(call);
            graph.addTask(KernelTask.of("t" + call, step.kernel().method(), arguments(step, rows[call])));
            groups[call] = group(step);
            grids[call] = new WorkerGrid1D(rows[call]);
            size(call, rows[call]);
            scheduler.addWorkerGrid(name + ".t" + call, grids[call]);
        }
        transfer(Traffic::down, arrays -> graph.transferToHost(DataTransferMode.EVERY_EXECUTION, arrays));
        root = new TornadoExecutionPlan(graph.snapshot());
        plan = root.withDevice(device).withGridScheduler(scheduler);
    }

    /** TornadoVM knows an array by its identity hash code alone, so no two of a graph may have the same. */
    private static Object mirror(Slot slot, Set<Integer> taken) {
        Object mirror = slot.constant() != null ? slot.constant().array()
                : Array.newInstance(slot.type().getComponentType(), slot.capacity());
        while (!taken.add(System.identityHashCode(mirror))) {
            Object another = Array.newInstance(slot.type().getComponentType(), slot.capacity());
            System.arraycopy(mirror, 0, another, 0, slot.capacity());
            mirror = another;
        }
        return mirror;
    }

    /** Makes TornadoVM copy up what may be written in part. */
    private void touch(TaskGraph graph, GridScheduler scheduler, Set<Integer> taken) {
        List<Object> floats = stateOf(float[].class);
        List<Object> doubles = stateOf(double[].class);
        List<Object> ints = stateOf(int[].class);
        int most = Math.max(floats.size(), Math.max(doubles.size(), ints.size()));
        if (most == 0) {
            return;
        }
        Object sink = mirror(new Slot(int[].class, 1, Traffic.NONE, null), taken);
        List<Object> spare = List.of(mirror(new Slot(float[].class, 1, Traffic.NONE, null), taken),
                mirror(new Slot(double[].class, 1, Traffic.NONE, null), taken),
                mirror(new Slot(int[].class, 1, Traffic.NONE, null), taken));
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, sink, spare.get(0), spare.get(1), spare.get(2));
        for (int first = 0; first < most; first += Touch.ARRAYS) {
            List<Object> arguments = new ArrayList<>();
            arguments.add(sink);
            arguments.addAll(four(floats, first, spare.get(0)));
            arguments.addAll(four(doubles, first, spare.get(1)));
            arguments.addAll(four(ints, first, spare.get(2)));
            arguments.add(1);
            graph.addTask(KernelTask.of("touch" + first, TOUCH, arguments.toArray()));
            scheduler.addWorkerGrid(graph.getTaskGraphName() + ".touch" + first, new WorkerGrid1D(1));
        }
    }

    private List<Object> stateOf(Class<?> type) {
        List<Object> found = new ArrayList<>();
        for (int n = 0; n < mirrors.length; n++) {
            if (slots.get(n).traffic() == Traffic.BOTH && slots.get(n).type() == type) {
                found.add(mirrors[n]);
            }
        }
        return found;
    }

    private static List<Object> four(List<Object> arrays, int first, Object spare) {
        List<Object> four = new ArrayList<>();
        for (int n = first; n < first + Touch.ARRAYS; n++) {
            four.add(n < arrays.size() ? arrays.get(n) : spare);
        }
        return four;
    }

    private void transfer(Predicate<Traffic> which, Consumer<Object[]> how) {
        List<Object> arrays = new ArrayList<>();
        for (int n = 0; n < mirrors.length; n++) {
            if (which.test(slots.get(n).traffic())) {
                arrays.add(mirrors[n]);
            }
        }
        if (!arrays.isEmpty()) {
            how.accept(arrays.toArray());
        }
    }

    private Object[] arguments(Step step, int rows) {
        List<Object> all = new ArrayList<>();
        for (Object argument : step.arguments()) {
            all.add(argument instanceof Index index ? mirrors[index.slot()] : argument);
        }
        if (group(step) > 0) {
            all.addFirst(new KernelContext());
        } else {
            all.add(0);
            all.add(rows);
        }
        return all.toArray();
    }

    private static int group(Step step) {
        Group group = step.kernel().method().getAnnotation(Group.class);
        return group == null ? 0 : group.value();
    }

    /** Executes the graph over the arrays and numbers of rows of {@code bindings}, which has its structure. */
    void run(Bindings bindings) {
        for (int n = 0; n < mirrors.length; n++) {
            if (slots.get(n).traffic().up()) {
                Object array = bindings.arrays().get(n);
                System.arraycopy(array, 0, mirrors[n], 0, Array.getLength(array));
            }
        }
        for (int call = 0; call < grids.length; call++) {
            size(call, bindings.rows()[call]);
        }
        if (compiled) {
            plan.execute();
        } else {
            compile();
        }
        for (int n = 0; n < mirrors.length; n++) {
            if (slots.get(n).traffic().down()) {
                Object array = bindings.arrays().get(n);
                System.arraycopy(mirrors[n], 0, array, 0, Array.getLength(array));
            }
        }
    }

    /**
     * One thread for each row, in groups as the kernel says, or else as it suits the device. An OpenCL driver
     * for the CPU compiles a kernel anew for every size of group, and large groups take it seconds. On a GPU groups are as
     * large as leaves enough of them for all its parts.
     */
    private void size(int call, int rows) {
        WorkerGrid1D grid = grids[call];
        grid.setGlobalWork(rows, 1, 1);
        if (groups[call] > 0) {
            grid.setLocalWork(groups[call], 1, 1);
            return;
        }
        int group = cpu ? 1 : LARGEST_GROUP;
        while (group > SMALLEST_GROUP && (rows % group != 0 || rows / group < GROUPS)) {
            group /= 2;
        }
        if (rows % group == 0) {
            grid.setLocalWork(group, 1, 1);
        } else {
            grid.setLocalWorkToNull();
        }
    }

    /** The first execution. TornadoVM's compiler writes remarks and code to standard output, where results belong. */
    private void compile() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, false, StandardCharsets.UTF_8));
        try {
            (keepCode ? plan.withPrintKernel() : plan).execute();
            compiled = true;
        } finally {
            System.out.flush();
            System.setOut(out);
        }
        code = keepCode ? printed.toString(StandardCharsets.UTF_8) : "";
    }

    /** The device code of the last kernel of the graph, once it has run, if it was to be kept. */
    String lastKernel() {
        int start = Math.max(code.lastIndexOf("#pragma OPENCL EXTENSION cl_khr_fp64"), code.lastIndexOf(".version"));
        return code.substring(Math.max(start, 0)).strip() + "\n";
    }

    @Override
    public void close() {
        try {
            root.close();
        } catch (TornadoExecutionPlanException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
