/** Whether an atom and a control of its norm move the same tokens (PROTOCOLS E16). */
package org.writesae.experiment.selectivity;
