/** What leaving features out of a reconstructed state does to texts that go on from it (E37). */
package org.writesae.experiment.ablation;
