/**
 * Language models with a matrix state, whatever their family. An experiment sees a {@link
 * org.writesae.model.HostModel}, its {@link org.writesae.model.ModelConfig} and the {@link
 * org.writesae.model.Pass} that walks a text through it; each family implements the three in a package of
 * its own. States are canonical everywhere: [H, d_k, d_v], key rows and value columns, so that the read is
 * Sᵀq and the write k vᵀ.
 */
package org.writesae.model;
