package org.writesae.runtime;

import java.util.List;

/**
 * A kind of backend that a command line can name, {@code --device name[:which]}. One that is not part of the core
 * announces itself in {@code META-INF/services}.
 */
public interface BackendFactory {

    /**
     * A device this kind of backend can open.
     *
     * @param id          its spelling, {@code jvm} or {@code tornado:0:1}
     * @param description one line about it
     */
    record Device(String id, String description) {
    }

    /** What stands before the first colon. */
    String name();

    /** What can be opened here; none if the machine has no such device. */
    List<Device> devices();

    /** Why there is no device here, in one line; null if there is one. */
    default String absence() {
        return devices().isEmpty() ? "no device found" : null;
    }

    /**
     * Opens a device.
     *
     * @param which       what stands after the first colon, empty if nothing does
     * @param threads     threads to use where that means something
     * @param definitions run the definition of every kernel itself instead of its fast twin
     * @throws IllegalArgumentException with the whole message for the user, if there is no such device
     */
    Backend open(String which, int threads, boolean definitions);
}
