/** Tokenizers: text to token ids and back, with the ids of upstream's libraries. */
package org.writesae.model.tokenizer;
