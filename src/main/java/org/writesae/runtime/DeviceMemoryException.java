package org.writesae.runtime;

/** A device has no room for the arrays of a program, whatever else is given up. */
public final class DeviceMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message for the user: which device, and what would give it more */
    public DeviceMemoryException(String message) {
        super(message);
    }
}
