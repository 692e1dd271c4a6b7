package org.writesae.io.hub;

/**
 * What a request asks for, for messages.
 *
 * @param revision the branch, tag or commit; null where it does not matter
 * @param path     of a file, or null
 */
record HubSubject(String repository, String revision, String path) {

    /** {@code ORG/NAME}, or {@code ORG/NAME: path}. */
    String name() {
        return path == null ? repository : repository + ": " + path;
    }
}
