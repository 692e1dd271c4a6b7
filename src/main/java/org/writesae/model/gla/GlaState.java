package org.writesae.model.gla;

import org.writesae.model.ModelState;

/** What a GLA remembers of a text: the recurrent state of every layer and nothing else. */
final class GlaState extends ModelState {

    GlaState(GlaConfig config, int capacity) {
        super(config, capacity);
    }
}
