package org.writesae.runtime;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * A kernel by its method: {@code public static void} over arrays and numbers, ending in
 * {@code int from, int count}.
 */
public final class Kernel {
    private final Method method;

    private Kernel(Method method) {
        this.method = method;
    }

    /**
     * The kernel {@code name} of a class of {@code org.writesae.kernels}.
     *
     * @throws IllegalArgumentException if there is not exactly one public static method of that name
     */
    public static Kernel of(Class<?> owner, String name) {
        Method found = null;
        for (Method candidate : owner.getDeclaredMethods()) {
            boolean match = candidate.getName().equals(name) && Modifier.isPublic(candidate.getModifiers())
                    && Modifier.isStatic(candidate.getModifiers());
            if (match && found != null) {
                throw new IllegalArgumentException(owner.getName() + "#" + name + " is overloaded");
            }
            found = match ? candidate : found;
        }
        if (found == null) {
            throw new IllegalArgumentException("no kernel " + owner.getName() + "#" + name);
        }
        return new Kernel(found);
    }

    public Method method() {
        return method;
    }

    /** {@code Class#method}, as golden cases name it. */
    public String id() {
        return method.getDeclaringClass().getSimpleName() + "#" + method.getName();
    }

    /** How many arguments a call gives: all but {@code from} and {@code count}. */
    int arity() {
        return method.getParameterCount() - 2;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Kernel kernel && method.equals(kernel.method);
    }

    @Override
    public int hashCode() {
        return method.hashCode();
    }

    @Override
    public String toString() {
        return id();
    }
}
