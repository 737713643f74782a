package dev.gleaner.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gleaner.local.runtime.process.DaemonController;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.gleaner.local");

    @Test
    void shouldMeetTheFeederInFilesOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..local.feed..", "..local.estate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..local.feed..", "..local.estate..")
                .check(CLASSES);
    }

    @Test
    void shouldKnowOfTheServicesOnlyTheContracts() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.gleaner.collector..",
                        "dev.gleaner.analyzer..",
                        "dev.gleaner.actuator..",
                        "dev.gleaner.service..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepTheWaitingApartFromTheStarting() {
        noClasses()
                .that()
                .resideInAPackage("..local.ready..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.gleaner.local.runtime",
                        "..local.runtime.aws..",
                        "..local.runtime.kafka..",
                        "..local.runtime.postgres..",
                        "..local.runtime.service..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(DaemonController.class)
                .check(CLASSES);
    }
}
