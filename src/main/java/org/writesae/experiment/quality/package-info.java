/** Errors, frequencies and concentration of the features of dictionaries (PROTOCOLS E41). */
package org.writesae.experiment.quality;
