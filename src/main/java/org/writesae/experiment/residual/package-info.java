/** What the dictionaries of several heads of a layer have in common: their residuals, and their alive features (E28). */
package org.writesae.experiment.residual;
