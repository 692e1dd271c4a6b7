/** Newline steering (E31): pushes on coefficients at every step of a text that is generated. */
package org.writesae.experiment.steering;
