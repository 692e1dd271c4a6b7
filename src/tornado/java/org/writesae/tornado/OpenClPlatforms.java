package org.writesae.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Whether OpenCL has a platform, asked of its loader itself. TornadoVM's native code, where it finds none, writes of it
 * to standard output, where {@code --json} may print nothing but JSON; so it is not started then.
 */
final class OpenClPlatforms {
    /** The loader that TornadoVM's native code is linked to, on Linux. */
    private static final String LOADER = "libOpenCL.so.1";

    private OpenClPlatforms() {
    }

    /** True where TornadoVM would look for a platform of OpenCL and there is none; false where that can't be told. */
    static boolean areMissing() {
        return System.getProperty("os.name").equals("Linux")
                && ModuleLayer.boot().findModule("tornado.drivers.opencl").isPresent() && count() == 0;
    }

    @SuppressWarnings("restricted")
    private static int count() {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup loader = SymbolLookup.libraryLookup(LOADER, arena);
            MethodHandle platformIds = Linker.nativeLinker().downcallHandle(loader.findOrThrow("clGetPlatformIDs"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            // An error, CL_PLATFORM_NOT_FOUND_KHR where there is no driver, leaves the count at 0.
            int unused = (int) platformIds.invokeExact(0, MemorySegment.NULL, count);
            return count.get(ValueLayout.JAVA_INT, 0);
        } catch (IllegalArgumentException noLoader) {
            return 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
