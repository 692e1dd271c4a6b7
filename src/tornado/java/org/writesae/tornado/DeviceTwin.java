package org.writesae.tornado;

import org.writesae.runtime.Program;

/** What a device runs in place of a definition, with the same bits. */
interface DeviceTwin {
    /** Whether a call of the definition is large enough to gain: with fewer than {@code worth} multiplications it is not. */
    boolean suits(Program.Call call, long worth);

    /** The call of the twin that does what a call of the definition does. */
    Program.Call replaced(Program.Call call);
}
