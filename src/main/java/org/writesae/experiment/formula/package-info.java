/**
 * What a rank-1 change of a state does to logits, by formula (E3, E5, E9a). {@link
 * org.writesae.experiment.formula.LogitFormula} is the formula; the others measure beside it.
 */
package org.writesae.experiment.formula;
