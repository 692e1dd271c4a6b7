/** The published numbers held against each other: checks C1 to C56, each with its arithmetic. */
package org.writesae.reference.audit;
