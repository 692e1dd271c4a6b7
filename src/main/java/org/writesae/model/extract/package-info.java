/** States and writes of a model over a corpus, in files as upstream's {@code extract_states.py} lays them out. */
package org.writesae.model.extract;
