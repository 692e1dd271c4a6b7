package org.writesae.io.hub;

import java.util.List;

/**
 * What a repository has at a commit.
 *
 * @param name     {@code ORG/NAME}
 * @param revision that was asked for
 * @param commit   that it is, 40 hexadecimal digits
 * @param files    by path
 */
public record HubRepository(String name, String revision, String commit, List<HubFile> files) {
}
