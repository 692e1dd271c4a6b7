package org.writesae.tornado;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.kernels.Parallel;

/**
 * The system properties without which a device may give other bits, or run a kernel in Java without a
 * word. TornadoVM reads them once, when it starts, so they have to stand on the command line; this
 * class only checks that they do.
 */
final class StrictFlags {
    private static final String COMPILER_FLAGS = "tornado.opencl.compiler.flags";
    private static final Map<String, String> REQUIRED = required();

    private StrictFlags() {
    }

    private static Map<String, String> required() {
        Map<String, String> flags = new LinkedHashMap<>();
        // A kernel that does not compile is an error.
        flags.put("tornado.recover.bailout", "False");
        flags.put("tornado.enable.fma", "False");
        flags.put("tornado.enable.nativeFunctions", "False");
        flags.put("tornado.enable.mathOptimizations", "False");
        flags.put("tornado.enable.fastMathOptimizations", "False");
        // Kernels import nothing, so their parallel loops carry an annotation of their own.
        flags.put("tornado.load.annotation.parallel", Parallel.class.getName());
        // Default 4096 bytes, about 40 kernel calls in a graph.
        flags.put("tornado.tvm.maxbytecodesize", "1048576");
        // Default 32768, and so many ints are cleared for every call of a graph: half of what starting a program costs.
        flags.put("tornado.max.events", "1024");
        // Without the pragma NVIDIA's compiler fuses a * b + c. Options can't hold it but as a macro, without blanks.
        flags.put(COMPILER_FLAGS, "-w -cl-fp32-correctly-rounded-divide-sqrt -DSTRICT(x)=_Pragma(#x) "
                + "-D__kernel=STRICT(OPENCL/**/FP_CONTRACT/**/OFF)kernel");
        return flags;
    }

    /** The flags that are absent or have another value, as they have to be given; empty if all is well. */
    static List<String> missing() {
        List<String> missing = new ArrayList<>();
        REQUIRED.forEach((name, value) -> {
            if (!value.equals(System.getProperty(name))) {
                missing.add(name.equals(COMPILER_FLAGS) ? "\"-D" + name + "=" + value + "\"" : "-D" + name + "=" + value);
            }
        });
        return missing;
    }
}
