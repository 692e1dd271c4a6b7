/** Training of the seven autoencoders, in the order of operations of upstream's {@code core/train.py}. */
package org.writesae.sae.training;
