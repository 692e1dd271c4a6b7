package org.writesae.tornado;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A kernel whose threads work in groups of this size, which share local memory and wait for each other. It
 * takes a {@code KernelContext} in front of its outputs and neither {@code from} nor {@code count}; the rows
 * of its calls are threads, whole groups of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Group {
    /** Threads of a group. */
    int value();
}
