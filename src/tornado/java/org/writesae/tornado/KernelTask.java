package org.writesae.tornado;

import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import uk.ac.manchester.tornado.api.common.TaskPackage;

/**
 * Turns a kernel call into a task. TornadoVM takes a task's code from the bytecode of a functional object
 * ({@code Task1} to {@code Task20}) that does nothing but call a static method. Such an object is made here
 * from the kernel's method, as the compiler would make it from the method reference {@code Linear::linear}.
 */
final class KernelTask {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final Map<Method, Object> FUNCTIONS = new ConcurrentHashMap<>();

    private KernelTask() {
    }

    /**
     * A task.
     *
     * @param id        unique in its graph
     * @param kernel    the kernel's method
     * @param arguments all of its arguments; numbers become constants of the compiled kernel
     */
    static TaskPackage of(String id, Method kernel, Object[] arguments) {
        Object[] all = new Object[arguments.length + 2];
        all[0] = id;
        all[1] = FUNCTIONS.computeIfAbsent(kernel, KernelTask::function);
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        try {
            return (TaskPackage) constructor(arguments.length).newInstance(all);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Constructor<?> constructor(int arity) {
        for (Constructor<?> candidate : TaskPackage.class.getConstructors()) {
            Class<?>[] types = candidate.getParameterTypes();
            if (types.length == arity + 2 && types[1].getSimpleName().equals("Task" + arity)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("TornadoVM has no task of " + arity + " arguments");
    }

    private static Object function(Method kernel) {
        Class<?> type = constructor(kernel.getParameterCount()).getParameterTypes()[1];
        MethodType erased = MethodType.genericMethodType(kernel.getParameterCount()).changeReturnType(void.class);
        MethodType boxed = MethodType.methodType(void.class, kernel.getParameterTypes()).wrap().changeReturnType(void.class);
        try {
            return LambdaMetafactory.metafactory(LOOKUP, "apply", MethodType.methodType(type), erased, LOOKUP.unreflect(kernel),
                    boxed).getTarget().invoke();
        } catch (LambdaConversionException | IllegalAccessException failure) {
            throw new IllegalArgumentException(kernel + " can't be a task", failure);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }
}
