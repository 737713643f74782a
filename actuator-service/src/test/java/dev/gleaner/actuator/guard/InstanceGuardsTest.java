package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.evidence.InstanceAccelerators;
import dev.gleaner.actuator.aws.evidence.InstanceSessions;
import dev.gleaner.actuator.aws.evidence.InstanceUsage;
import dev.gleaner.actuator.aws.evidence.LongTermUse;
import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import dev.gleaner.actuator.aws.evidence.VolumeOperations;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of an instance, by what an action needs, and at the times of a schedule. */
class InstanceGuardsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:34:56Z");
    private static final String HOURS = "UTC Mon 08:00-18:00";
    private static final Map<String, String> SCHEDULED = Map.of("gleaner:schedule", HOURS);
    private static final InstanceUsage.HourlyCpu NOTHING = new InstanceUsage.HourlyCpu(Map.of(), Map.of());
    private static final InstanceUsage.HourlyCpu QUIET =
            new InstanceUsage.HourlyCpu(Map.of(NOW.minusSeconds(600), 1.0), Map.of());

    private final GuardEvaluator guardEvaluator = ConfiguredGuards.create();

    /**
     * cloud-custodian/cloud-custodian#11118, the other way round (aws/karpenter-provider-aws#7017 has the notice of AWS): NVMe
     * instance store of a g5 is in no list of devices, and a stop empties it. Its type tells of it; where EC2 does not say, it
     * is lost.
     */
    @ParameterizedTest
    @CsvSource(
            value = {
                "false, NONE, true",
                "true, NONE, false",
                "NONE, NONE, false",
                "true, scratch, true",
                "NONE, scratch, true",
                "true, keep, false"
            },
            nullValues = "NONE")
    void shouldNotLoseWhatIsOnNvmeInstanceStore(@Nullable Boolean storage, @Nullable String tag, boolean allowed) {
        Map<String, String> tags = tag == null ? Map.of() : Map.of("gleaner:instance-store", tag);
        Ec2Instance seen = new Ec2Instance("running", "g5.xlarge", "ebs", false, null, tags, storage, null);

        assertThat(new IdlenessGuards.InstanceDataLossGuard()
                        .refuse(situation(seen, NOTHING, Optional.empty(), all()))
                        .isEmpty())
                .isEqualTo(allowed);
    }

    /** The approver of this very action says so in place of the owner's tag; nothing else is taken for it. */
    @ParameterizedTest
    @CsvSource({
        "localData, scratch, true",
        "localData, keep, false",
        "localData, SCRATCH, false",
        "hours, scratch, false"
    })
    void shouldTakeTheStatementOfTheApprover(String name, String value, boolean allowed) {
        Ec2Instance seen = new Ec2Instance("running", "g5.xlarge", "ebs", false, null, Map.of(), true, null);
        Ec2Instance mapped = new Ec2Instance("running", "m3.large", "ebs", true, null, Map.of(), false, null);

        for (Ec2Instance instance : List.of(seen, mapped)) {
            assertThat(new IdlenessGuards.InstanceDataLossGuard()
                            .refuse(situation(instance, NOTHING, Optional.empty(), all(), Map.of(name, value)))
                            .isEmpty())
                    .isEqualTo(allowed);
        }
    }

    @Test
    void shouldTakeNoStatementForWhatCanNotBeStopped() {
        Map<String, String> scratch = Map.of("localData", "scratch");
        Ec2Instance root = new Ec2Instance("running", "m5.xlarge", "instance-store", false, null, Map.of());
        Ec2Instance spot = new Ec2Instance("running", "m5.xlarge", "ebs", false, "spot", Map.of());

        for (Ec2Instance instance : List.of(root, spot)) {
            assertThat(new IdlenessGuards.InstanceDataLossGuard()
                            .refuse(situation(instance, NOTHING, Optional.empty(), all(), scratch)))
                    .isPresent();
        }
    }

    /** No tag makes an instance stoppable whose root is an instance store, or which is a one-time Spot instance. */
    @Test
    void shouldNotTakeATagForWhatCanNotBeStopped() {
        Map<String, String> scratch = Map.of("gleaner:instance-store", "scratch");
        Ec2Instance root = new Ec2Instance("running", "m5.xlarge", "instance-store", false, null, scratch);
        Ec2Instance spot = new Ec2Instance("running", "m5.xlarge", "ebs", false, "spot", scratch);

        assertThat(new IdlenessGuards.InstanceDataLossGuard().refuse(situation(root, NOTHING, Optional.empty(), all())))
                .isPresent();
        assertThat(new IdlenessGuards.InstanceDataLossGuard().refuse(situation(spot, NOTHING, Optional.empty(), all())))
                .isPresent();
    }

    @Test
    void shouldAskOnlyWhatTheActionNeeds() {
        Ec2Instance spot = new Ec2Instance("running", "m5.xlarge", "ebs", false, "spot", Map.of());
        Set<TargetPrecondition> none = EnumSet.noneOf(TargetPrecondition.class);

        assertThat(guardEvaluator.evaluateStart(situation(spot, NOTHING, Optional.empty(), none)))
                .isEmpty();
        assertThat(guardEvaluator.evaluateStart(
                        situation(spot, NOTHING, Optional.empty(), EnumSet.of(TargetPrecondition.LOSING_NOTHING))))
                .get()
                .extracting(GuardResult::guard)
                .isEqualTo("loses-data");
        assertThat(guardEvaluator.evaluateUndo(situation(spot, NOTHING, Optional.empty(), none)))
                .isEmpty();
        assertThat(guardEvaluator.evaluateUndo(situation(spot, NOTHING, Optional.empty(), all())))
                .isPresent();
    }

    /** The last hour of its hours was work; the last minutes decide. */
    @ParameterizedTest
    @CsvSource({"1, 600, true", "80, 600, false", "20, 600, false"})
    void shouldStopByAScheduleWhatIsQuietNow(double percent, int secondsAgo, boolean allowed) {
        InstanceUsage.HourlyCpu cpu = new InstanceUsage.HourlyCpu(
                Map.of(NOW.minusSeconds(secondsAgo + 300L), 90.0, NOW.minusSeconds(secondsAgo), percent), Map.of());

        assertThat(guardEvaluator
                        .evaluateStart(situation(instance(SCHEDULED), cpu, Optional.of(HOURS), all()))
                        .isEmpty())
                .isEqualTo(allowed);
    }

    @Test
    void shouldNotStopByAScheduleWhatNobodySaw() {
        assertThat(guardEvaluator.evaluateStart(situation(instance(SCHEDULED), NOTHING, Optional.of(HOURS), all())))
                .get()
                .extracting(GuardResult::reason)
                .asString()
                .contains("no CPU use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UTC Tue 08:00-18:00"})
    void shouldNotKeepAScheduleThatItsTagDoesNotTell(String wanted) {
        assertThat(guardEvaluator.evaluateStart(situation(instance(SCHEDULED), QUIET, Optional.of(wanted), all())))
                .get()
                .extracting(GuardResult::guard)
                .isEqualTo("still-scheduled");
        assertThat(guardEvaluator.evaluateStart(situation(instance(Map.of()), QUIET, Optional.of(wanted), all())))
                .get()
                .extracting(GuardResult::guard)
                .isEqualTo("still-scheduled");
    }

    /** A protection counts for a schedule as for a person. */
    @Test
    void shouldLeaveAProtectedInstanceAloneAtAnyTime() {
        Ec2Instance seen = instance(Map.of("gleaner:schedule", HOURS, "gleaner:protected", "true"));

        assertThat(guardEvaluator.evaluateStart(situation(seen, QUIET, Optional.of(HOURS), all())))
                .get()
                .extracting(GuardResult::reason)
                .asString()
                .contains("protects");
    }

    private static Set<TargetPrecondition> all() {
        return EnumSet.allOf(TargetPrecondition.class);
    }

    private static Ec2Instance instance(Map<String, String> tags) {
        return new Ec2Instance("running", "m5.xlarge", "ebs", false, null, tags);
    }

    private static GuardContext situation(
            Ec2Instance seen, InstanceUsage.HourlyCpu cpu, Optional<String> schedule, Set<TargetPrecondition> demands) {
        return situation(seen, cpu, schedule, demands, Map.of());
    }

    private static GuardContext situation(
            Ec2Instance seen,
            InstanceUsage.HourlyCpu cpu,
            Optional<String> schedule,
            Set<TargetPrecondition> demands,
            Map<String, String> parameters) {
        return new GuardContext(
                NOW,
                false,
                NOW.plusSeconds(3600),
                true,
                Optional.of("sporadic-instance"),
                new ActionOrder("act_1", Arn.instance("us-east-1", "123456789012", "i-1"), seen, parameters),
                Optional.of(new Ec2Instance.Observation(seen, NOW.minusSeconds(999))),
                new GuardContext.LiveEvidence(
                        new InstanceUsage(InstanceUsage.HourlyCpu.NONE, InstanceUsage.HourlyTraffic.NONE, cpu),
                        new VolumeOperations(Map.of(NOW, 20.0), Set.of(NOW)),
                        new TrainingCheckpointStatus.None(),
                        new InstanceSessions.None(),
                        new LongTermUse.Known(new DaysAtWork(LocalDate.ofInstant(NOW, ZoneOffset.UTC)), 0),
                        Optional.empty(),
                        new InstanceAccelerators.None(),
                        Optional.empty(),
                        List.of()),
                Optional.of(new FindingConfirmation(NOW.minusSeconds(60), null, null)),
                Optional.empty(),
                demands,
                schedule,
                true,
                new GuardContext.Scope(Case.ACCOUNT, Set.of("dev"), "anna"),
                new GuardContext.RateLimitState(
                        false,
                        List.of(),
                        BigDecimal.ZERO,
                        new CanaryWaveState("stop-instance", Case.ACCOUNT, 1, 1, 0, 0, 0, Optional.empty()),
                        0));
    }
}
