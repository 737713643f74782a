package dev.gleaner.local.estate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EstateArrowsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.gleaner.local.estate");

    /** An estate can be had without a stand-in, a broker or a feeder. */
    @Test
    void shouldKnowNothingOfWhatItIsFedTo() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..local.feed..", "software.amazon.awssdk..", "org.apache.kafka..")
                .check(CLASSES);
    }

    /** The same seed gives the same estate only if nothing looks at the clock. */
    @Test
    void shouldNotLookAtTheClock() {
        noClasses().should().callMethod(Instant.class, "now").check(CLASSES);
        noClasses().should().dependOnClassesThat().areAssignableTo(Clock.class).check(CLASSES);
    }
}
