package org.writesae.tornado;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A kernel whose threads work in groups of this size, which share local memory and wait for each other. It
 * takes a {@code KernelContext} in front of its outputs and neither {@code from} nor {@code count}; the rows
 * of its calls are threads, whole groups of them.
 *
 * <p>A method allocates the local memory it uses: handed to another method, TornadoVM takes it for global memory and
 * reads elsewhere. The indices of the context are read once and handed on, or the kernel may not compile. All threads
 * of a group must come by every barrier.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Group {
    /** Threads of a group. */
    int value();
}
