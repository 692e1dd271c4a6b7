package org.writesae.experiment.spectral;

import java.util.List;

import org.writesae.experiment.WorkUnits;

/** Where the states come from: files, or a model that runs now. */
public interface StateSource {

    /** Rows of a state. */
    int rows();

    /** Columns of a state. */
    int columns();

    /** The spectra of every cell asked for, in order of layers and heads. */
    List<CellSpectra> spectra(WorkUnits units);

    /** How alike the writes of each cell are, in the same order; empty where only states are known. */
    List<WriteGeometry> writes(WorkUnits units);
}
