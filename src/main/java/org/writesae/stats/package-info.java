/** The statistics that the published claims use, each held to SciPy's or NumPy's values. */
package org.writesae.stats;
