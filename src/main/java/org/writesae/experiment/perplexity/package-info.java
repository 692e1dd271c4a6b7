/** How much worse a text is predicted that goes on from approximated states: perplexity (PROTOCOLS 5.C). */
package org.writesae.experiment.perplexity;
