package org.writesae.cli;

import java.nio.file.Path;

import picocli.CommandLine.Option;

import org.writesae.experiment.BaselineAtom;
import org.writesae.experiment.FlatSvdAtom;
import org.writesae.experiment.Orientation;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.WriteComponent;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeType;
import org.writesae.sae.WriteSae;

/** What is substituted in place of the dictionary's atoms, to compare them with. */
final class BaselineOptions {
    static final String FLAT_SVD = "flat-svd";
    static final String FLAT_ATOM = "flat-atom";
    private static final String WRITE_COMPONENT = "write-component";

    @Option(names = "--baseline", paramLabel = "KIND",
            description = {"Substitute something else than the atom, at the norm of the native write and the same firings:",
                "  flat-svd: the leading singular pair of a flat autoencoder's reconstruction of the state",
                "  flat-atom: that of its decoder atom with the largest pre-activation",
                "  write-component: the first principal component of the head's writes over all passages"})
    private String kind;

    @Option(names = "--baseline-checkpoint", paramLabel = "FILE", description = "The flat autoencoder.")
    private Path file;

    /** A baseline of the command line, its file read. */
    record Baseline(String kind, Path file, SaeCheckpoint flat) {

        /** How the result names it. */
        String name() {
            return file == null ? kind : kind + " of " + file;
        }

        void check(ModelConfig model) {
            if (flat != null && flat.config().dIn() != (long) model.dk() * model.dv()) {
                throw new InputException(flat.path() + ": of " + flat.config().dIn() + " elements, the states are " + model.dk()
                        + " x " + model.dv());
            }
        }

        BaselineAtom open(HostModel model, int[][] sequences, Substitution.Plan plan, Backend backend) {
            if (flat == null) {
                return WriteComponent.of(model, sequences, plan.layer(), plan.head(), plan.readings().write());
            }
            FlatSvdAtom.Of of = kind.equals(FLAT_SVD) ? FlatSvdAtom.Of.RECONSTRUCTION : FlatSvdAtom.Of.DECODER_ATOM;
            return new FlatSvdAtom(new WriteSae(oriented(model), backend), of, model.config().dk(), model.config().dv());
        }

        /** With the key axis first. A checkpoint that doesn't say what its states were has those of upstream's cache. */
        private SaeCheckpoint oriented(HostModel model) {
            ModelConfig c = model.config();
            int first = flat.config().dk();
            boolean stated = first == c.dk() && flat.config().dv() == c.dv() || first == c.dv() && flat.config().dv() == c.dk();
            boolean keysFirst = c.upstreamKeysFirst();
            SaeCheckpoint shaped = stated ? flat : flat.ofStates(keysFirst ? c.dk() : c.dv(), keysFirst ? c.dv() : c.dk());
            return Orientation.of(null, shaped.config(), c, model.name()).canonical(shaped);
        }
    }

    /** Null where none is asked for. */
    Baseline chosen(Notes notes) {
        boolean flat = FLAT_SVD.equals(kind) || FLAT_ATOM.equals(kind);
        if (kind != null && !flat && !kind.equals(WRITE_COMPONENT)) {
            throw new InputException("--baseline " + kind + ": expected " + FLAT_SVD + ", " + FLAT_ATOM + " or " + WRITE_COMPONENT);
        }
        if (flat != (file != null)) {
            throw new InputException(flat ? "--baseline " + kind + ": needs a flat autoencoder, --baseline-checkpoint FILE"
                    : "--baseline-checkpoint " + file + ": goes with --baseline " + FLAT_SVD + " or " + FLAT_ATOM);
        }
        if (kind == null) {
            return null;
        }
        if (!flat) {
            return new Baseline(kind, null, null);
        }
        return flat(kind, file, notes);
    }

    /** A baseline of a flat autoencoder. */
    static Baseline flat(String kind, Path file, Notes notes) {
        SaeCheckpoint checkpoint = SaeCheckpoint.load(file);
        if (checkpoint.config().type() != SaeType.FLAT) {
            throw new InputException(checkpoint.path() + ": sae_type " + checkpoint.config().type().label() + ", flat was expected");
        }
        notes.about(checkpoint);
        return new Baseline(kind, file, checkpoint);
    }
}
