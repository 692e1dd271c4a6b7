/** Losses over whole passages in which every register write is deleted (E18). */
package org.writesae.experiment.passage;
