/** Cosines between atoms and the writes at which they fire, factor by factor: experiments E20 and E12. */
package org.writesae.experiment.alignment;
