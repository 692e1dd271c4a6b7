/** Another implementation's tensors against the golden cases: which is the first to be wrong, and what it looks like. */
package org.writesae.reference.conformance;
