package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.aws.Checkpoint;
import dev.gleaner.actuator.aws.HourlyCpu;
import dev.gleaner.actuator.aws.HourlyTraffic;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.guard.pace.Pace;
import dev.gleaner.actuator.guard.pace.Wave;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.time.Instant;
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
    private static final HourlyCpu NOTHING = new HourlyCpu(Map.of(), Map.of());
    private static final HourlyCpu QUIET = new HourlyCpu(Map.of(NOW.minusSeconds(600), 1.0), Map.of());

    private final Guards guards = new Guards(
            new SmallRyeConfigBuilder().withMapping(GuardConfig.class).build().getConfigMapping(GuardConfig.class));

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
        Instance seen = new Instance("running", "g5.xlarge", "ebs", false, null, tags, storage, null);

        assertThat(new LosesNothing()
                        .refuse(situation(seen, NOTHING, Optional.empty(), all()))
                        .isEmpty())
                .isEqualTo(allowed);
    }

    /** No tag makes an instance stoppable whose root is an instance store, or which is a one-time Spot instance. */
    @Test
    void shouldNotTakeATagForWhatCanNotBeStopped() {
        Map<String, String> scratch = Map.of("gleaner:instance-store", "scratch");
        Instance root = new Instance("running", "m5.xlarge", "instance-store", false, null, scratch);
        Instance spot = new Instance("running", "m5.xlarge", "ebs", false, "spot", scratch);

        assertThat(new LosesNothing().refuse(situation(root, NOTHING, Optional.empty(), all())))
                .isPresent();
        assertThat(new LosesNothing().refuse(situation(spot, NOTHING, Optional.empty(), all())))
                .isPresent();
    }

    @Test
    void shouldAskOnlyWhatTheActionNeeds() {
        Instance spot = new Instance("running", "m5.xlarge", "ebs", false, "spot", Map.of());
        Set<Demand> none = EnumSet.noneOf(Demand.class);

        assertThat(guards.againstActing(situation(spot, NOTHING, Optional.empty(), none)))
                .isEmpty();
        assertThat(guards.againstActing(situation(spot, NOTHING, Optional.empty(), EnumSet.of(Demand.LOSING_NOTHING))))
                .get()
                .extracting(Objection::guard)
                .isEqualTo("loses-data");
        assertThat(guards.againstRestoring(situation(spot, NOTHING, Optional.empty(), none)))
                .isEmpty();
        assertThat(guards.againstRestoring(situation(spot, NOTHING, Optional.empty(), all())))
                .isPresent();
    }

    /** The last hour of its hours was work; the last minutes decide. */
    @ParameterizedTest
    @CsvSource({"1, 600, true", "80, 600, false", "20, 600, false"})
    void shouldStopByAScheduleWhatIsQuietNow(double percent, int secondsAgo, boolean allowed) {
        HourlyCpu cpu = new HourlyCpu(
                Map.of(NOW.minusSeconds(secondsAgo + 300L), 90.0, NOW.minusSeconds(secondsAgo), percent), Map.of());

        assertThat(guards.againstActing(situation(instance(SCHEDULED), cpu, Optional.of(HOURS), all()))
                        .isEmpty())
                .isEqualTo(allowed);
    }

    @Test
    void shouldNotStopByAScheduleWhatNobodySaw() {
        assertThat(guards.againstActing(situation(instance(SCHEDULED), NOTHING, Optional.of(HOURS), all())))
                .get()
                .extracting(Objection::why)
                .asString()
                .contains("no CPU use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UTC Tue 08:00-18:00"})
    void shouldNotKeepAScheduleThatItsTagDoesNotTell(String wanted) {
        assertThat(guards.againstActing(situation(instance(SCHEDULED), QUIET, Optional.of(wanted), all())))
                .get()
                .extracting(Objection::guard)
                .isEqualTo("still-scheduled");
        assertThat(guards.againstActing(situation(instance(Map.of()), QUIET, Optional.of(wanted), all())))
                .get()
                .extracting(Objection::guard)
                .isEqualTo("still-scheduled");
    }

    /** A protection counts for a schedule as for a person. */
    @Test
    void shouldLeaveAProtectedInstanceAloneAtAnyTime() {
        Instance seen = instance(Map.of("gleaner:schedule", HOURS, "gleaner:protected", "true"));

        assertThat(guards.againstActing(situation(seen, QUIET, Optional.of(HOURS), all())))
                .get()
                .extracting(Objection::why)
                .asString()
                .contains("protects");
    }

    private static Set<Demand> all() {
        return EnumSet.allOf(Demand.class);
    }

    private static Instance instance(Map<String, String> tags) {
        return new Instance("running", "m5.xlarge", "ebs", false, null, tags);
    }

    private static Situation situation(Instance seen, HourlyCpu cpu, Optional<String> schedule, Set<Demand> demands) {
        return new Situation(
                NOW,
                false,
                NOW.plusSeconds(3600),
                true,
                Optional.of("sporadic-instance"),
                new Order("act_1", Arn.instance("us-east-1", "123456789012", "i-1"), seen, Map.of()),
                Optional.of(new InstanceSighting(seen, NOW.minusSeconds(999))),
                new Fresh(cpu, HourlyTraffic.NONE, new Checkpoint.None()),
                Optional.of(new FindingConfirmation(NOW.minusSeconds(60), null, null)),
                Optional.empty(),
                demands,
                schedule,
                true,
                new Scope(Case.ACCOUNT, Set.of("dev"), "anna"),
                new Pace(
                        false,
                        List.of(),
                        BigDecimal.ZERO,
                        new Wave("stop-instance", Case.ACCOUNT, 1, 1, 0, 0, 0, Optional.empty()),
                        0));
    }
}
