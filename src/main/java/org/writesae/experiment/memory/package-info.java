/** Erasing and writing one atom (E4): what a single write does to one token's probability. */
package org.writesae.experiment.memory;
