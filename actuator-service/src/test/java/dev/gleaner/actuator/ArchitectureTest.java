package dev.gleaner.actuator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gleaner.test.arch.KafkaClientRule;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The arrows of the actuator. */
class ArchitectureTest {

    private static final String ROOT = "dev.gleaner.actuator.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.gleaner.actuator");

    @Test
    void shouldLetActionsKnowAwsAlone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "action..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "console..",
                        ROOT + "approval..",
                        ROOT + "execution..",
                        ROOT + "proposal..",
                        ROOT + "audit..",
                        "org.apache.kafka..",
                        "org.hibernate..",
                        "jakarta.ws.rs..",
                        "org.eclipse.microprofile.reactive.messaging..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepGuardsFreeOfClocksAndCalls() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "guard..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awssdk..", "org.apache.kafka..", ROOT + "execution..")
                .check(CLASSES);
    }

    @Test
    void shouldCallAwsOnlyFromAwsAndActions() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "aws..", ROOT + "action..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(CLASSES);
    }

    @Test
    void shouldLetNobodyDependOnTheConsole() {
        classes()
                .that()
                .resideInAPackage(ROOT + "console..")
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage(ROOT + "console..")
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoCircleAmongItsPackages() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldNotKnowTheOtherServices() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.gleaner.analyzer..", "dev.gleaner.collector..", "dev.gleaner.local..")
                .check(CLASSES);
    }

    /** Those that a class made itself would not know how the broker is reached. */
    @Test
    void shouldMakeKafkaClientsByTheirFactoryOnly() {
        KafkaClientRule.BY_FACTORY_ONLY.check(CLASSES);
    }
}
