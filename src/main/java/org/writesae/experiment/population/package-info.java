/** The replacement test over a sample of atoms of both classes: experiments E2, E2b and E7. */
package org.writesae.experiment.population;
