package org.writesae.model.fla;

import org.writesae.runtime.Buffer;

/** The weights of a mixer, of which DeltaNet and GLA both have these. */
public interface FlaMixer {

    /** [d_v], the norm of each head, plain. */
    Buffer norm();

    /** [H·d_v, hidden]: the output projection. */
    Buffer out();
}
