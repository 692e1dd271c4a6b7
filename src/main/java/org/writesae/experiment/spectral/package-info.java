/** Singular values of states, and how alike the writes of a head are: experiment E29. */
package org.writesae.experiment.spectral;
