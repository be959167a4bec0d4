package dev.penstock.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who may see whom. One test for all modules, here because the program is the one that sees them all. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.penstock");
    private static final String[] FEATURES = {
        "dev.penstock.killswitch..",
        "dev.penstock.canary..",
        "dev.penstock.healing..",
        "dev.penstock.reviews..",
        "dev.penstock.alerts..",
        "dev.penstock.webhooks..",
        "dev.penstock.evals.."
    };

    @Test
    void theCoreSeesTheJdkAndNothingElse() {
        classes()
                .that()
                .resideInAPackage("dev.penstock.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.penstock.core..", "java..", "org.jspecify..")
                .check(ALL);
    }

    @Test
    void mathematicsSeesTheJdkAndSpecialFunctionsOnly() {
        classes()
                .that()
                .resideInAPackage("dev.penstock.stats..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.penstock.stats..", "java..", "org.jspecify..", "org.apache.commons.numbers..")
                .check(ALL);
    }

    @Test
    void policyAndFeaturesSeeTheCoreAndMathematicsAndNoOtherModule() {
        for (String module : new String[] {
            "admission",
            "contract",
            "healing",
            "reviews",
            "alerts",
            "webhooks",
            "evals",
            "trace",
            "providers",
            "killswitch",
            "canary"
        }) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.penstock." + module + "..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.penstock..")
                            .and(JavaClass.Predicates.resideOutsideOfPackages(
                                    "dev.penstock.core..", "dev.penstock.stats..", "dev.penstock." + module + "..")))
                    .check(ALL);
        }
    }

    @Test
    void telemetryTellsOfTracesAndAloneSeesOpenTelemetry() {
        noClasses()
                .that()
                .resideInAPackage("dev.penstock.telemetry..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.penstock..")
                        .and(JavaClass.Predicates.resideOutsideOfPackages(
                                "dev.penstock.core..", "dev.penstock.telemetry..", "dev.penstock.trace..")))
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.penstock.telemetry..", "dev.penstock.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(ALL);
    }

    /** It compiles contracts, so that a bad one is told as a mistake of its file. */
    @Test
    void configurationSeesTheCoreAndContracts() {
        noClasses()
                .that()
                .resideInAPackage("dev.penstock.config..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.penstock..")
                        .and(JavaClass.Predicates.resideOutsideOfPackages(
                                "dev.penstock.core..", "dev.penstock.config..", "dev.penstock.contract..")))
                .check(ALL);
    }

    @Test
    void policyDoesNoInputOrOutputOverTheNetwork() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.penstock.core..",
                        "dev.penstock.admission..",
                        "dev.penstock.contract..",
                        "dev.penstock.trace..",
                        "dev.penstock.providers..",
                        "dev.penstock.config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "java.net.http..")
                .check(ALL);
    }

    @Test
    void ofAFeatureOnlyVerticlesSeeVertx() {
        noClasses()
                .that()
                .resideInAnyPackage(FEATURES)
                .and(not(simpleNameEndingWith("Verticle")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "java.net.http..")
                .check(ALL);
    }

    @Test
    void timeAndChanceComeFromOutside() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.penstock.core..",
                        "dev.penstock.stats..",
                        "dev.penstock.admission..",
                        "dev.penstock.contract..",
                        "dev.penstock.healing..",
                        "dev.penstock.reviews..",
                        "dev.penstock.alerts..",
                        "dev.penstock.webhooks..",
                        "dev.penstock.evals..",
                        "dev.penstock.providers..",
                        "dev.penstock.config..",
                        "dev.penstock.gateway..",
                        "dev.penstock.control..",
                        "dev.penstock.killswitch..",
                        "dev.penstock.canary..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.InstantSource.class, "system")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.util.concurrent.ThreadLocalRandom.class, java.security.SecureRandom.class)
                .check(ALL);
    }

    @Test
    void nothingSeesTheProgramOrTheSimulatorButTheProgram() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.penstock.app..", "dev.penstock.sim..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.penstock.app..", "dev.penstock.sim..")
                .check(ALL);
    }

    @Test
    void verticlesAreNamedSoAndNobodyElseIsOne() {
        classes()
                .that()
                .areAssignableTo(io.vertx.core.VerticleBase.class)
                .should()
                .haveSimpleNameEndingWith("Verticle")
                .check(ALL);
        classes()
                .that(simpleNameEndingWith("Verticle").and(resideInAPackage("dev.penstock..")))
                .should()
                .beAssignableTo(io.vertx.core.VerticleBase.class)
                .check(ALL);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.penstock.(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void everyPackageSaysWhatItIsAndThatNothingInItIsNullUnlessItSaysSo() {
        TreeSet<String> unmarked = new TreeSet<>();
        for (JavaClass javaClass : ALL) {
            JavaPackage javaPackage = javaClass.getPackage();
            if (!javaPackage.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(javaPackage.getName());
            }
        }
        Assertions.assertThat(unmarked).isEmpty();
    }
}
