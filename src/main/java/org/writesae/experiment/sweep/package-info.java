/** Training runs over variants, ranks, heads and seeds: experiments E13, E22 and E23. */
package org.writesae.experiment.sweep;
