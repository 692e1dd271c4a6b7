package org.writesae;

import java.io.PrintStream;
import java.io.PrintWriter;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Packages depend downwards only: cli, then report, experiment, sae and model, runtime, kernels. */
@AnalyzeClasses(packages = "org.writesae", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule kernelsImportNothing = classes().that().resideInAPackage("org.writesae.kernels..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("org.writesae.kernels..", "java.lang..");

    @ArchTest
    static final ArchRule nothingDependsOnTheCommandLine = noClasses().that().resideOutsideOfPackage("org.writesae.cli..")
            .should().dependOnClassesThat().resideInAPackage("org.writesae.cli..");

    @ArchTest
    static final ArchRule onlyTheCommandLineDependsOnReports = noClasses().that()
            .resideOutsideOfPackages("org.writesae.cli..", "org.writesae.report..")
            .should().dependOnClassesThat().resideInAPackage("org.writesae.report..");

    @ArchTest
    static final ArchRule runtimeKnowsOnlyKernels = below("runtime", "io", "model", "sae", "experiment", "stats",
            "reference");

    @ArchTest
    static final ArchRule filesKnowNoMathematics = below("io", "kernels", "runtime", "model", "sae", "experiment",
            "stats", "reference");

    @ArchTest
    static final ArchRule statisticsStandAlone = below("stats", "kernels", "runtime", "model", "sae", "experiment",
            "reference");

    @ArchTest
    static final ArchRule torchsNumbersStandAlone = classes().that().resideInAPackage("org.writesae.torch..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("org.writesae.torch..", "java..");

    @ArchTest
    static final ArchRule modelsKnowNoAutoencoder = below("model", "sae", "experiment", "stats", "reference");

    @ArchTest
    static final ArchRule autoencodersKnowNoModel = below("sae", "model", "experiment", "stats", "reference");

    @ArchTest
    static final ArchRule noCycles = slices().matching("org.writesae.(*)..").should().beFreeOfCycles();

    /** The same digits wherever a user lives. */
    @ArchTest
    static final ArchRule textIsOfNoCountry = noClasses()
            .should().callMethod(String.class, "format", String.class, Object[].class)
            .orShould().callMethod(String.class, "formatted", Object[].class)
            .orShould().callMethod(String.class, "toLowerCase")
            .orShould().callMethod(String.class, "toUpperCase")
            .orShould().callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .orShould().callMethod(PrintStream.class, "printf", String.class, Object[].class);

    private static ArchRule below(String lower, String... higher) {
        String[] packages = new String[higher.length];
        for (int i = 0; i < higher.length; i++) {
            packages[i] = "org.writesae." + higher[i] + "..";
        }
        return noClasses().that().resideInAPackage("org.writesae." + lower + "..")
                .should().dependOnClassesThat().resideInAnyPackage(packages).allowEmptyShould(true);
    }
}
