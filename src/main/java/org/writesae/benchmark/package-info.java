/** Named benchmarks. They print what they measured and never judge it. */
package org.writesae.benchmark;
