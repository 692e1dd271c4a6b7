/** The paper's numbers, its claims and where its sources disagree, from {@code reference-data/published}. */
package org.writesae.reference.published;
