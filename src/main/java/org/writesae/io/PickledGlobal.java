package org.writesae.io;

/** A name that a pickle refers to: a class, function or constant of some Python module. It is only ever a name here. */
public record PickledGlobal(String module, String name) {

    @Override
    public String toString() {
        return module + "." + name;
    }
}
