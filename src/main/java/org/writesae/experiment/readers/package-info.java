/** Which later heads read what an atom writes (an analogue of PROTOCOLS E17). */
package org.writesae.experiment.readers;
