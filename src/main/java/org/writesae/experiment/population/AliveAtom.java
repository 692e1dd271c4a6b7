package org.writesae.experiment.population;

/**
 * An atom that fires.
 *
 * @param feature index of the atom
 * @param firings positions at which it fires
 * @param cosine  median over them of the signed cosine to the native write
 */
record AliveAtom(int feature, int firings, double cosine) {
}
