package org.writesae.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;

import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.DeviceMemoryException;
import org.writesae.runtime.Program;
import org.writesae.tornado.Bindings.Structure;

/**
 * Runs programs on a device through TornadoVM, with the bits of the JVM. Definitions run here, or twins
 * made for devices ({@link DeviceTwins}), never the tiled twins of the JVM. A kernel that does not compile
 * or run on the device is an error.
 *
 * <p>Programs are built anew for every pass, so compiled graphs are kept by what they depend on (kernels,
 * numbers, constants, rough sizes of arrays) and used again. A graph of a whole program keeps constants on
 * the device and moves nothing between its calls, but each of its calls is compiled again, for every layer
 * and shape. So a program starts as a row of graphs of one call each, and becomes one graph when that has
 * cost as much as compiling it would.
 */
public final class TornadoBackend implements Backend {
    /** Calls in a graph; TornadoVM fails somewhere below 256. */
    static final int MAX_CALLS = 128;
    /** Graphs kept, each with its arrays on the device. */
    private static final int MAX_GRAPHS = 256;
    /** To compile a kernel, nanoseconds. */
    private static final long COMPILATION = 100_000_000;
    /** To execute a graph of one call rather than a call of a graph, nanoseconds. */
    private static final long EXECUTION = 300_000;
    private static final long BYTES_PER_NANOSECOND = 4;

    private long worthTwin;
    private final int mostCalls;
    private long compilation;
    private final TornadoDevice device;
    private final boolean cpu;
    private final String description;
    private final Map<Structure, DeviceGraph> graphs = new LinkedHashMap<>(16, 0.75f, true);
    /**
     * What programs that are no graph yet have cost so far, by the hash code of their structure. The structure would hold on
     * to constants: of a model whose weights are read layer by layer, to all that were ever read.
     */
    private final Map<Integer, Long> patience = new HashMap<>();
    /** Where the code of kernels goes, or null. */
    private Path sources;
    private long compilations;

    /**
     * @param driver index of a driver
     * @param device index of a device of the driver
     * @throws IllegalStateException if the JVM was started without the strict flags
     */
    public TornadoBackend(int driver, int device) {
        this(driver, device, COMPILATION, DeviceTwins.WORTH, MAX_CALLS);
    }

    /**
     * @param compilation what compiling a kernel is taken to cost, in nanoseconds; 0 makes every program one graph at once
     * @param worthTwin   multiplications from which on a call is worth a twin
     * @param mostCalls   calls of a graph
     */
    TornadoBackend(int driver, int device, long compilation, long worthTwin, int mostCalls) {
        List<String> missing = StrictFlags.missing();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("the JVM was not started with strict.flags: " + String.join(", ", missing));
        }
        this.compilation = compilation;
        this.worthTwin = worthTwin;
        this.mostCalls = mostCalls;
        this.device = TornadoExecutionPlan.getDevice(driver, device);
        this.cpu = this.device.getDeviceType() == TornadoDeviceType.CPU;
        this.description = "tornado:" + driver + ":" + device + ", " + DeviceList.describe(this.device) + ", Java "
                + Runtime.version();
    }

    @Override
    public synchronized void run(Program program) {
        List<Portion> portions = Portion.of(program, mostCalls, calls -> DeviceTwins.replaced(calls, worthTwin, cpu));
        for (Portion portion : portions) {
            try {
                run(portion);
            } catch (TornadoOutOfMemoryException full) {
                throw new DeviceMemoryException("not enough memory on " + description + ": program '" + program.name()
                        + "' needs more than TornadoVM may use there (WRITESAE_JAVA_OPTS=-Dtornado.device.memory=…GB gives it more)");
            } catch (RuntimeException | TornadoInternalError failure) {
                throw new IllegalStateException("program '" + program.name() + "' did not run on " + description + ": "
                        + kernels(portion.calls()), failure);
            }
        }
    }

    /**
     * Runs calls as one graph, if that graph is there or has become worth compiling, else one by one. A graph
     * of a single call serves every call of its kernel with the same numbers, whatever the layer.
     */
    private void run(Portion portion) {
        Bindings bindings = portion.bindings();
        if (sources == null && graphs.containsKey(bindings.structure())) {
            run(bindings);
            return;
        }
        List<Program.Call> calls = portion.calls();
        long spent = patience.merge(bindings.structure().hashCode(), single(calls), Long::sum);
        if (sources == null && spent > calls.size() * compilation) {
            patience.remove(bindings.structure().hashCode());
            run(bindings);
            return;
        }
        Set<Object> written = Portion.identities();
        written.addAll(portion.written());
        for (Program.Call call : calls) {
            run(Bindings.single(call, written));
            Portion.arrays(call, written);
        }
    }

    /** What it costs to run calls one by one, over running them as a graph, in nanoseconds. */
    private static long single(List<Program.Call> calls) {
        long bytes = 0;
        for (Program.Call call : calls) {
            for (Object argument : call.arguments()) {
                if (argument instanceof Buffer buffer && buffer.role() == Buffer.Role.CONSTANT) {
                    bytes += 4L * buffer.length();
                }
            }
        }
        return calls.size() * EXECUTION + bytes / BYTES_PER_NANOSECOND;
    }

    /** What other graphs have on the device makes room where there is none. */
    private void run(Bindings bindings) {
        try {
            execute(bindings);
        } catch (TornadoOutOfMemoryException full) {
            closeGraphs();
            execute(bindings);
        }
    }

    private void execute(Bindings bindings) {
        DeviceGraph graph = graphs.get(bindings.structure());
        boolean isNew = graph == null;
        if (isNew) {
            graph = new DeviceGraph(device, bindings.structure(), bindings.rows(), sources != null);
            compilations += bindings.rows().length;
            graphs.put(bindings.structure(), graph);
            forgetOldest();
        }
        try {
            graph.run(bindings);
            if (isNew && sources != null) {
                write(bindings.structure(), graph.lastKernel());
            }
        } catch (RuntimeException | TornadoInternalError failure) {
            graphs.remove(bindings.structure());
            closeFailed(graph, failure);
            throw failure;
        }
    }

    /** Frees what the graph has; TornadoVM complains of the first of its arrays that found no room. */
    private static void closeFailed(DeviceGraph graph, Throwable failure) {
        try {
            graph.close();
        } catch (RuntimeException | TornadoInternalError complaint) {
            failure.addSuppressed(complaint);
        }
    }

    /** Every program is one graph from now on. */
    @Override
    public synchronized void expectRepetition() {
        compilation = 0;
    }

    @Override
    public synchronized boolean preferTwins() {
        worthTwin = DeviceTwins.ALWAYS;
        return true;
    }

    /** Programs then run call by call for good, and every kernel is compiled again. */
    @Override
    public synchronized boolean writeKernels(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        close();
        sources = directory;
        return true;
    }

    private void write(Structure structure, String code) {
        Bindings.Step step = structure.steps().getLast();
        List<Object> numbers = step.arguments().stream().filter(Number.class::isInstance).toList();
        StringBuilder name = new StringBuilder(step.kernel().id().replace('#', '.'));
        numbers.forEach(number -> name.append('-').append(number));
        String header = "// " + step.kernel().id() + " with the numbers " + numbers + "\n// " + description + "\n";
        try {
            Files.writeString(sources.resolve(name + (code.startsWith(".version") ? ".ptx" : ".cl")), header + code);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void forgetOldest() {
        if (graphs.size() > MAX_GRAPHS) {
            Iterator<DeviceGraph> oldest = graphs.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
    }

    private static String kernels(List<Program.Call> calls) {
        return calls.stream().map(call -> call.kernel().id()).distinct().collect(Collectors.joining(", "));
    }

    /** Kernels compiled so far; stays put while the same programs run over other arrays. */
    public synchronized long compilations() {
        return compilations;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public synchronized void close() {
        closeGraphs();
        patience.clear();
    }

    private void closeGraphs() {
        graphs.values().forEach(DeviceGraph::close);
        graphs.clear();
    }
}
