/** Continuing a text token by token, greedily or by seeded sampling, with any model. */
package org.writesae.model.generate;
