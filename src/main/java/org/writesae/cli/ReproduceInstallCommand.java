package org.writesae.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.ClaimOutput;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;

/** {@code reproduce behavioral_steering_100pct_midrank}: INSTALL. */
@Command(name = ReproduceInstallCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "INSTALL: making a target token appear.",
        customSynopsis = "writesae reproduce behavioral_steering_100pct_midrank --model DIR --prompts FILE --layer N --head N "
            + "--out DIR [OPTIONS]",
        description = {"", "After each of three consecutive tokens of a prompt, m ‖k vᵀ‖ k̂ w*ᵀ is added to the state of one head, with k "
            + "and v those of the token and w* = N(W_Oᵀ W_U[target]), the head's output projection and the unembedding; norm and gate "
            + "are left out, as in the paper. Then 20 tokens are generated greedily. Does the target appear, and how do its "
            + "rank and log p change on the first step?",
            "The paper does not give the key side of the edit; k̂ of the edited token is used, so that later tokens read it as "
            + "they read the native write. Nor does it give its prompts and targets, so this is an analogue.",
            "The places of the edit for one prompt and target share one unedited continuation: rates are also counted by (prompt, "
            + "target), and intervals draw those.",
            "Writes summary.json, and records.jsonl with every trial; with --falsification as part d of that claim (Mamba-2)."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceInstallCommand implements Callable<Integer> {
    static final String CLAIM = "behavioral_steering_100pct_midrank";
    /** Makes the trials a part of that claim. */
    static final String FALSIFICATION = "--falsification";
    /** The part that they are. */
    static final String PART = "d";

    @Spec
    private CommandSpec spec;

    @Mixin
    private InstallOptions install;

    @Option(names = FALSIFICATION,
            description = "Write part_d.json and part_d_records.jsonl in DIR/falsification, as part d of that claim.")
    private boolean falsification;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        String name = falsification ? ReproduceFalsificationCommand.CLAIM : CLAIM;
        String part = falsification ? ClaimParts.name(PART) : "";
        claim.check(name, part);
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", name);
        if (falsification) {
            config.put("part", PART);
        }
        InstallOptions.Prepared prepared = install.prepare(Families.config(install.model()), config);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(install.model(), shared.backend())) {
            return claim.publish(name, part, spec, config, shared.workers(), units -> named(prepared.run(loaded, units)),
                    InstallTable::print);
        }
    }

    /** Files of a part have its name in front, beside those of other parts. */
    private ClaimOutput named(ClaimOutput output) {
        if (!falsification) {
            return output;
        }
        Map<String, String> files = new LinkedHashMap<>();
        output.files().forEach((name, text) -> files.put(ClaimParts.name(PART) + "_" + name, text));
        return new ClaimOutput(output.result(), files);
    }
}
