package dev.gleaner.actuator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gleaner.test.arch.KafkaClientRule;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** The arrows of the actuator. */
class ArchitectureTest {

    private static final String ROOT = "dev.gleaner.actuator.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.gleaner.actuator");

    private static final List<Class<? extends Annotation>> CHANGING =
            List.of(POST.class, PUT.class, DELETE.class, PATCH.class);

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

    /**
     * What a request changes elsewhere would be done although the request was answered with 503. Of the others here, the kill switch
     * is turned on at once and answered so, the key of the audit is rotated without a time limit, and the rest reads.
     */
    @Test
    void shouldChangeForRequestsInTheirTransactionOnly() {
        List<JavaMethod> routes = CLASSES.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> CHANGING.stream().anyMatch(method::isAnnotatedWith))
                .toList();
        Set<String> begun = new TreeSet<>();
        for (JavaMethod route : routes) {
            Set<String> ofRoute = transactions(route);
            assertThat(ofRoute)
                    .as(route.getFullName())
                    .containsAnyOf("RequestTransaction.change", "HeadSigner.runExclusively");
            begun.addAll(ofRoute);
        }

        assertThat(routes).as("routes that change something").hasSizeGreaterThan(5);
        assertThat(begun)
                .containsExactly(
                        "AwsCallGate.awaitCalls",
                        "AwsCallGate.countUnderWay",
                        "HeadSigner.runExclusively",
                        "KillSwitch.findEnded",
                        "KillSwitch.isOn",
                        "KillSwitch.record",
                        "RequestTransaction.change");
    }

    @Test
    void shouldChangeForClicksInTheirTransactionOnly() {
        JavaMethod click = CLASSES.get(ROOT + "approval.slack.inbound.ClickProcessor").getMethods().stream()
                .filter(method -> method.getName().equals("process"))
                .findFirst()
                .orElseThrow();

        assertThat(transactions(click)).containsExactly("RequestTransaction.change");
    }

    /** What comes after the answer 503 would be written to a response that has ended. */
    @Test
    void shouldDropLateResultsOfAllResourcesWithATimeLimit() {
        classes()
                .that()
                .areAnnotatedWith(Path.class)
                .and()
                .doNotHaveSimpleName("AuditResource")
                .should()
                .beAnnotatedWith(ROOT + "console.TimeLimited")
                .check(CLASSES);
    }

    /** The methods that begin a transaction, among those that a method leads to. */
    private static Set<String> transactions(JavaMethod from) {
        Set<String> begun = new TreeSet<>();
        Set<JavaCodeUnit> known = new HashSet<>(Set.of(from));
        Deque<JavaCodeUnit> next = new ArrayDeque<>(known);
        while (!next.isEmpty()) {
            JavaCodeUnit method = next.remove();
            for (JavaCodeUnit called : called(method, begun)) {
                if (known.add(called)) {
                    next.add(called);
                }
            }
        }
        return begun;
    }

    private static List<JavaCodeUnit> called(JavaCodeUnit method, Set<String> begun) {
        List<JavaCodeUnit> called = new ArrayList<>();
        Stream.of(
                        method.getMethodCallsFromSelf().stream(),
                        method.getConstructorCallsFromSelf().stream(),
                        method.getMethodReferencesFromSelf().stream())
                .flatMap(accesses -> accesses)
                .forEach(access -> {
                    if (access.getTargetOwner().isAssignableTo(Mutiny.SessionFactory.class)) {
                        begun.add(method.getOwner().getSimpleName() + "." + method.getName());
                    } else if (access.getTargetOwner().getPackageName().startsWith("dev.gleaner.actuator")) {
                        called.addAll(implementations(access));
                    }
                });
        return called;
    }

    private static List<JavaCodeUnit> implementations(JavaAccess<?> access) {
        return Stream.concat(Stream.of(access.getTargetOwner()), access.getTargetOwner().getAllSubclasses().stream())
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit -> unit.getName().equals(access.getTarget().getName()))
                .toList();
    }
}
