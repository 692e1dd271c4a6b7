/** Whether an atom and a control of its norm move the same tokens (E16). */
package org.writesae.experiment.selectivity;
