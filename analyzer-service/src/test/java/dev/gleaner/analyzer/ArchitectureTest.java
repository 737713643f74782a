package dev.gleaner.analyzer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gleaner.test.arch.KafkaClientRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The arrows between packages, and what the pure ones may not know. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gleaner.analyzer");

    private static final String[] PURE = {
        "..analyzer.profile..",
        "..analyzer.cost..",
        "..analyzer.rule..",
        "..analyzer.finding..",
        "..analyzer.evaluation..",
        "..analyzer.kind..",
        "..analyzer.store..",
        "..analyzer.backtest.."
    };

    @Test
    void shouldKeepKafkaCdiAndAwsOutOfTheCore() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..", "jakarta..", "io.quarkus..", "software.amazon..", "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepTheClockOutOfTheCore() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class)
                .check(CLASSES);
    }

    @Test
    void shouldKeepRulesToProfilesAndCosts() {
        noClasses()
                .that()
                .resideInAPackage("..analyzer.rule..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..analyzer.evaluation..",
                        "..analyzer.finding..",
                        "..analyzer.store..",
                        "..analyzer.topology..",
                        "..analyzer.explain..")
                .check(CLASSES);
    }

    /** What a resource costs does not depend on what a rule finds of it: a rule prices itself. */
    @Test
    void shouldKeepCostsBelowRules() {
        noClasses()
                .that()
                .resideInAPackage("..analyzer.cost..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..analyzer.rule..",
                        "..analyzer.spend..",
                        "..analyzer.finding..",
                        "..analyzer.evaluation..",
                        "..analyzer.store..",
                        "..analyzer.topology..",
                        "..analyzer.explain..")
                .check(CLASSES);
    }

    /** A new kind is a file of its own, and no class of the evaluation knows it. */
    @Test
    void shouldKeepTheEvaluationFromKinds() {
        noClasses()
                .that()
                .resideInAPackage("..analyzer.evaluation..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..analyzer.kind..")
                .check(CLASSES);
    }

    /** Those that a class made itself would not know how the broker is reached. */
    @Test
    void shouldMakeKafkaClientsByTheirFactoryOnly() {
        KafkaClientRule.BY_FACTORY_ONLY.check(CLASSES);
    }
}
