/** Errors, frequencies and concentration of the features of dictionaries (E41). */
package org.writesae.experiment.quality;
