/** How much worse a text is predicted that goes on from approximated states: perplexity (E21). */
package org.writesae.experiment.perplexity;
