/** Which properties of the texts behind states the coefficients of features go with (E40). */
package org.writesae.experiment.probing;
