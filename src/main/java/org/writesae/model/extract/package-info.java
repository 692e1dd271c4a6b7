/** States and writes of a model over a corpus, in files as upstream's extraction lays them out (PROTOCOLS 4.1). */
package org.writesae.model.extract;
