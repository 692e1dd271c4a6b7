/** INSTALL (E6): writing a token's direction into a state so that the token appears in the continuation. */
package org.writesae.experiment.install;
