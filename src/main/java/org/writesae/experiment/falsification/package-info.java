/** Tests that were meant to fail: the parts of experiment E9 that are made from the replacement test. */
package org.writesae.experiment.falsification;
