/** Which later heads read what an atom writes (an analogue of E17). */
package org.writesae.experiment.readers;
