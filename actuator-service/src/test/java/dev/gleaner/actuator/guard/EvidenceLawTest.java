package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.evidence.InstanceAccelerators;
import dev.gleaner.actuator.aws.evidence.InstanceSessions;
import dev.gleaner.actuator.aws.evidence.LongTermUse;
import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import dev.gleaner.actuator.work.WorkReportInForce;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is read about a target right before an action is judged by a guard, and is an objection where it could not be read. A new part of
 * the evidence fails here until it is both.
 */
class EvidenceLawTest {

    private static final Instant NOW = Case.NOW;

    /** What speaks against the action, by the part of the evidence. */
    private static final Map<String, Consumer<Case>> AT_WORK = new TreeMap<>(Map.of(
            "usage", with -> with.cpu.put(Case.HOUR.minus(2, ChronoUnit.HOURS), 90.0),
            "volumes", with -> with.operations.put(Case.HOUR.minus(2, ChronoUnit.HOURS), 9e9),
            "checkpoint", EvidenceLawTest::workedAfterItsCheckpoint,
            "sessions", with -> with.sessions = new InstanceSessions.Open("user anna", null),
            "longTermUse", with -> with.longTermUse = everyTenDays(),
            "reportedWork",
                    with -> with.reportedWork =
                            Optional.of(new WorkReportInForce(NOW.plusSeconds(60), "2 login sessions")),
            "accelerators", with -> with.accelerators = new InstanceAccelerators.Unread("Trainium"),
            "gpuActivity", EvidenceLawTest::holdsItsGpu,
            "members",
                    with -> group(
                            with,
                            Case.member(
                                    "i-2",
                                    new Ec2Instance(
                                            "running",
                                            "m5.xlarge",
                                            "ebs",
                                            false,
                                            null,
                                            Map.of("gleaner:protected", ""))))));

    /** The same, where nothing is known. */
    private static final Map<String, Consumer<Case>> UNKNOWN = new TreeMap<>(Map.of(
            "usage", with -> with.cpu.clear(),
            "volumes",
                    with -> {
                        with.operations.clear();
                        with.knownOperations.clear();
                    },
            "checkpoint", with -> with.checkpoint = new TrainingCheckpointStatus.Unreadable("access denied"),
            "sessions", with -> with.sessions = new InstanceSessions.Unread(),
            "longTermUse", with -> with.longTermUse = new LongTermUse.Unread(),
            "accelerators", with -> with.accelerators = GuardContext.LiveEvidence.NONE.accelerators(),
            "gpuActivity", with -> with.accelerators = new InstanceAccelerators.Gpus(1),
            "members", EvidenceLawTest::group));

    /** Of these, nothing that is there means that nobody reported anything: senders report when they start to work. */
    private static final Set<String> REPORTED_BY_OTHERS = Set.of("reportedWork");

    private final GuardEvaluator guardEvaluator = ConfiguredGuards.create();

    static Stream<String> evidence() {
        return Stream.of(GuardContext.LiveEvidence.class.getRecordComponents()).map(RecordComponent::getName);
    }

    static Stream<String> evidenceThatIsRead() {
        return evidence().filter(part -> !REPORTED_BY_OTHERS.contains(part));
    }

    @Test
    void shouldLetAnIdleTargetBeStopped() {
        assertThat(guardEvaluator.evaluateStart(new Case().situation())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("evidence")
    void shouldRefuseByEachPartOfTheEvidence(String part) {
        assertThat(AT_WORK).as("what speaks against an action").containsKey(part);
        Case with = new Case();
        AT_WORK.get(part).accept(with);

        assertThat(guardEvaluator.evaluateStart(with.situation())).as(part).isPresent();
    }

    @ParameterizedTest
    @MethodSource("evidenceThatIsRead")
    void shouldRefuseWithoutAnyPartOfTheEvidence(String part) {
        assertThat(UNKNOWN).as("evidence that is not known").containsKey(part);
        Case with = new Case();
        UNKNOWN.get(part).accept(with);

        assertThat(guardEvaluator.evaluateStart(with.situation())).as(part).isPresent();
    }

    private static void workedAfterItsCheckpoint(Case with) {
        with.checkpoint = new TrainingCheckpointStatus.Newest(NOW.minus(Duration.ofHours(5)));
        with.accelerators = new InstanceAccelerators.Gpus(1);
        with.gpusRead = Optional.of(NOW);
        with.lastWork = NOW.minus(Duration.ofHours(4));
        with.lastProcess = NOW.minus(Duration.ofHours(4));
    }

    private static void holdsItsGpu(Case with) {
        with.accelerators = new InstanceAccelerators.Gpus(1);
        with.gpusRead = Optional.of(NOW);
        with.lastProcess = NOW.minusSeconds(60);
    }

    private static LongTermUse everyTenDays() {
        LocalDate today = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
        DaysAtWork days = new DaysAtWork(today);
        for (int ago = 0; ago <= DaysAtWork.DAYS; ago++) {
            days.add(today.minusDays(ago), ago % 10 == 4);
        }
        return new LongTermUse.Known(days, 0);
    }

    /** A group of two, of which one instance is known. */
    private static void group(Case with, GuardContext.MemberEvidence... others) {
        with.group = Case.twoInstances();
        with.demands = Set.of(TargetPrecondition.FREE_MEMBERS);
        with.members =
                Stream.concat(Stream.of(Case.member("i-1")), Stream.of(others)).toList();
    }
}
