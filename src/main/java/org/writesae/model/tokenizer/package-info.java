/** Tokenizers: text to token ids and back, with the ids of upstream's libraries (MODELS 6). */
package org.writesae.model.tokenizer;
