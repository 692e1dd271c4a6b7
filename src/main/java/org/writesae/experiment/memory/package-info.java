/** Erasing and writing one atom (PROTOCOLS E4): what a single write does to one token's probability. */
package org.writesae.experiment.memory;
