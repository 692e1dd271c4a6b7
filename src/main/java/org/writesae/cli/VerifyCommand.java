package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.writesae.io.InputException;
import org.writesae.reference.CaseResult;
import org.writesae.reference.CaseRunner;
import org.writesae.reference.GoldenCase;
import org.writesae.reference.GoldenData;
import org.writesae.reference.conformance.Conformance;
import org.writesae.runtime.Backend;

/** {@code verify}: runs every golden case of the kernels and compares with upstream's float64 results. */
@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Run the golden cases of the kernels and compare with upstream's float64 results.",
        customSynopsis = "writesae verify [OPTIONS]",
        description = {"",
                "An invalid case holds the output of a known mistake and is ok when it is refused.",
                "On another device than the JVM, every case is run on both and their bits are compared."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every case is ok", "1:a case is not, or a device gives other bits than the JVM", "2:bad input or usage"})
public final class VerifyCommand implements Callable<Integer> {

    /** Opens the backend that the options name. */
    @FunctionalInterface
    interface Devices {
        Backend open(String device, int threads, boolean definitions);
    }

    private static final JsonMapper JSON = new JsonMapper();

    private final Devices devices;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--golden", paramLabel = "DIR",
            description = "Golden folder; by default reference-data/golden here or beside the program.")
    private Path golden;

    @Option(names = "--case", paramLabel = "SUBSTRING", defaultValue = "",
            description = "Only the cases whose id contains this.")
    private String part;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "jvm",
            description = "Where to run: jvm, or tornado[:driver:device] in a build that has it. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the JVM. Default: one per core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--definitions",
            description = "Run the definition of every kernel itself, not its fast twin.")
    private boolean definitions;

    @Option(names = "--twins",
            description = "Run the device's twins, which large calls get, in all cases that have one.")
    private boolean twins;

    @Option(names = "--json", description = "One JSON object per case.")
    private boolean json;

    public VerifyCommand() {
        this(Backends::open);
    }

    VerifyCommand(Devices devices) {
        this.devices = devices;
    }

    @Override
    public Integer call() {
        if (threads < 1) {
            throw new InputException("--threads " + threads + ": at least 1 was expected");
        }
        try (Backend backend = devices.open(device, threads, definitions)) {
            if (twins && !backend.preferTwins()) {
                throw new InputException("--twins: " + device + " does not choose twins by the size of a call");
            }
            GoldenData data = golden == null ? GoldenData.find() : GoldenData.at(golden);
            List<GoldenCase> cases = data.cases(part);
            if (cases.isEmpty()) {
                throw new InputException(data.directory() + ": no golden case of a kernel"
                        + (part.isEmpty() ? "" : " has \"" + part + "\" in its id"));
            }
            List<CaseResult> results = cases.stream().map(new CaseRunner(backend)::run).toList();
            List<CaseResult> onJvm = device.equals("jvm") ? results : onJvm(cases);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                for (int n = 0; n < results.size(); n++) {
                    out.println(line(results.get(n), onJvm.get(n)));
                }
            } else {
                printTable(out, data, results, backend.description());
                if (!device.equals("jvm")) {
                    printDevice(out, results, onJvm);
                }
            }
            out.flush();
            boolean same = true;
            for (int n = 0; n < results.size(); n++) {
                same &= results.get(n).differingFrom(onJvm.get(n)) == 0;
            }
            return same && results.stream().allMatch(CaseResult::ok) ? 0 : 1;
        }
    }

    private List<CaseResult> onJvm(List<GoldenCase> cases) {
        try (Backend jvm = devices.open("jvm", threads, definitions)) {
            return cases.stream().map(new CaseRunner(jvm)::run).toList();
        }
    }

    /** A line for each kernel: what the JVM and the device measure in its valid cases, and where they differ in any. */
    private static void printDevice(PrintWriter out, List<CaseResult> results, List<CaseResult> onJvm) {
        Map<String, DeviceRow> rows = new TreeMap<>();
        for (int n = 0; n < results.size(); n++) {
            CaseResult result = results.get(n);
            boolean valid = result.golden().valid();
            rows.merge(result.golden().kernel().id(), new DeviceRow(lower(result.golden().rigor()),
                    valid ? onJvm.get(n).scaledUlp() : 0, valid ? result.scaledUlp() : 0, result.differingFrom(onJvm.get(n))),
                    DeviceRow::and);
        }
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        String row = "%-" + width + "s  %-13s  %10s  %10s  %s%n";
        out.println();
        out.printf(Locale.ROOT, row, "kernel", "class", "on the JVM", "here", "differing from the JVM");
        rows.forEach((kernel, r) -> out.printf(Locale.ROOT, row, kernel, r.rigor(), number(r.jvm()), number(r.device()), r.differing()));
        out.printf(Locale.ROOT, "%d kernels, %d elements differ from the JVM's in bits%n", rows.size(),
                rows.values().stream().mapToInt(DeviceRow::differing).sum());
    }

    /** The cases of a kernel: class, largest scaled ULP on the JVM and on the device, elements that differ. */
    private record DeviceRow(String rigor, double jvm, double device, int differing) {
        DeviceRow and(DeviceRow other) {
            return new DeviceRow(rigor.contains(other.rigor) ? rigor : "exact, budget", Math.max(jvm, other.jvm),
                    Math.max(device, other.device), differing + other.differing);
        }
    }

    private ObjectNode line(CaseResult result, CaseResult onJvm) {
        GoldenCase golden = result.golden();
        ObjectNode line = JSON.createObjectNode();
        line.put("id", golden.id());
        line.put("kernel", golden.kernel().id());
        line.put("class", lower(golden.rigor()));
        // JSON has no infinity: null says that a NaN or infinity is out of place, or that nothing was computed.
        boolean known = result.problem() == null && Double.isFinite(result.scaledUlp());
        line.put("scaledUlp", known ? (Double) result.scaledUlp() : null);
        line.put("limit", golden.limit().maxScaledUlp());
        line.put("differingBits", result.differingBits());
        if (!device.equals("jvm")) {
            boolean there = onJvm.problem() == null && Double.isFinite(onJvm.scaledUlp());
            line.put("jvmScaledUlp", there ? (Double) onJvm.scaledUlp() : null);
            line.put("differingFromJvm", result.differingFrom(onJvm));
        }
        line.put("device", device);
        line.put("ok", result.ok());
        return line;
    }

    private static void printTable(PrintWriter out, GoldenData data, List<CaseResult> results, String description) {
        int width = results.stream().mapToInt(result -> result.golden().id().length()).max().orElse(0);
        String row = "%-" + width + "s  %-6s  %10s  %5s  %9s  %s%n";
        out.printf(Locale.ROOT, row, "case", "class", "scaled ULP", "limit", "differing", "verdict");
        for (CaseResult result : results) {
            out.printf(Locale.ROOT, row, result.golden().id(), lower(result.golden().rigor()), number(result.scaledUlp()),
                    number(result.golden().limit().maxScaledUlp()), result.differingBits(), verdict(result));
            if (!result.ok()) {
                out.println("    " + result.explanation());
                // An invalid case that was accepted has named its mistake already.
                List<String> flags = result.golden().valid() ? new Conformance(data).mistakes(result) : List.of();
                if (!flags.isEmpty()) {
                    out.println("    this is what the mistake " + String.join(", ", flags) + " gives (flags.json)");
                }
            }
        }
        long wrong = results.stream().filter(result -> !result.ok()).count();
        double worst = results.stream().filter(result -> result.golden().valid()).mapToDouble(CaseResult::scaledUlp)
                .max().orElse(0);
        out.printf(Locale.ROOT, "%d cases, %d not ok; largest scaled ULP of a valid case %s; %s%n", results.size(), wrong,
                number(worst), description);
    }

    private static String verdict(CaseResult result) {
        if (result.golden().valid()) {
            return result.ok() ? "ok" : "WRONG";
        }
        return (result.ok() ? "ok, refused " : "NOT REFUSED ") + String.join(", ", result.golden().flags());
    }

    private static String number(double value) {
        return value == 0 || value >= 1e-3 && value < 1000 ? String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "")
                : String.format(Locale.ROOT, "%.1e", value);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
