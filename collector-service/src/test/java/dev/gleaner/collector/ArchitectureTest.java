package dev.gleaner.collector;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gleaner.test.arch.KafkaClientRule;
import org.junit.jupiter.api.Test;

/** The arrows of the collector. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.gleaner.collector");

    @Test
    void shouldKeepSourcesFromOneAnother() {
        slices().matching("dev.gleaner.collector.source.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(resideInAPackage("..source.cloudtrail.."), resideInAPackage("..source.sqs.."))
                .check(CLASSES);
    }

    @Test
    void shouldKeepWhatSourcesShareFromTheSources() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..source..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..source..")
                .check(CLASSES);
    }

    @Test
    void shouldGoToKafkaByItsPackageAndTheArchiveOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..collector.kafka..", "..archive..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.smallrye.reactive.messaging..")
                .check(CLASSES);
    }

    @Test
    void shouldAskTheOneClockOnly() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    /** Those that a class made itself would not know how the broker is reached. */
    @Test
    void shouldMakeKafkaClientsByTheirFactoryOnly() {
        KafkaClientRule.BY_FACTORY_ONLY.check(CLASSES);
    }
}
