package org.writesae.runtime;

import java.nio.file.Path;

/** Something that runs programs. Every backend gives the same bits. */
public interface Backend extends AutoCloseable {

    /** Runs the calls of a program in order; the results are in its buffers when this returns. */
    void run(Program program);

    /**
     * What one kernel computes into an array of its own, of which every row of the kernel is an element.
     *
     * @param kernel    the kernel
     * @param size      elements of the array, its first argument
     * @param arguments the others, as for {@link Program#add}
     */
    default double[] compute(Kernel kernel, int size, Object... arguments) {
        double[] computed = new double[size];
        Object[] all = new Object[arguments.length + 1];
        all[0] = Buffer.output("computed", computed);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        run(new Program(kernel.id()).add(kernel, size, all));
        return computed;
    }

    /**
     * Says that the programs to come will run many times, so that a backend which gains by preparing them should
     * do so at once rather than when it has seen them often.
     */
    default void expectRepetition() {
    }

    /**
     * From now on runs a twin wherever there is one for a kernel, however small the call, so that twins made for large
     * ones can be checked by small cases.
     *
     * @return false if this backend does not choose by size
     */
    default boolean preferTwins() {
        return false;
    }

    /** One line about the device, for tables and reports. */
    String description();

    /**
     * From now on writes the device code of every kernel that it compiles to a folder, a file for each kernel
     * and its numbers, for auditors.
     *
     * @return false if this backend has no such code
     */
    default boolean writeKernels(Path directory) {
        return false;
    }

    @Override
    void close();
}
