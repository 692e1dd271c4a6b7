/** Clamped features (E36): what raising a feature of one state does to the text that follows, or to the next token. */
package org.writesae.experiment.clamp;
