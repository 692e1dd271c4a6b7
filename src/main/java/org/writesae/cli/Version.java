package org.writesae.cli;

import picocli.CommandLine.IVersionProvider;

/** Prints the version of the jar and of the Java it runs on. */
final class Version implements IVersionProvider {
    /** Of the jar; classes run from a folder have none. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(development build)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"writesae " + number() + ", Java " + Runtime.version()};
    }
}
