package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.test.SeededTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardEvaluatorTest {

    private static final Instant NOW = Case.NOW;
    private static final Instant HOUR = Case.HOUR;
    private static final GuardConfig CONFIG = ConfiguredGuards.config(Map.of());

    private final GuardEvaluator guardEvaluator = new GuardEvaluator(CONFIG);

    @Test
    void shouldPinTheDefaults() {
        assertThat(CONFIG.protectedTag()).isEqualTo("gleaner:protected");
        assertThat(CONFIG.cooldown()).isEqualTo(Duration.ofHours(1));
        assertThat(CONFIG.confirmation()).isEqualTo(Duration.ofHours(2));
        assertThat(CONFIG.gatewayConfirmation()).isEqualTo(Duration.ofHours(7));
        assertThat(CONFIG.billConfirmation()).isEqualTo(Duration.ofDays(3));
        assertThat(CONFIG.listedConfirmation()).isEqualTo(Duration.ofHours(25));
        assertThat(CONFIG.weeklyConfirmation()).isEqualTo(Duration.ofDays(7).plusHours(1));
        assertThat(CONFIG.ruleConfirmation()).isEmpty();
        assertThat(CONFIG.confirmationAhead()).isEqualTo(Duration.ofMinutes(5));
        assertThat(CONFIG.traffic()).isEqualTo(5_000_000);
        assertThat(CONFIG.diskOperations()).isEqualTo(36_000);
        assertThat(CONFIG.cardRules()).containsExactly("idle-gpu");
        assertThat(CONFIG.cardConfirmation()).isEqualTo(Duration.ofMinutes(10));
        assertThat(CONFIG.hours()).isEqualTo(24);
        assertThat(CONFIG.coverage()).isEqualTo(0.8);
        assertThat(CONFIG.busy()).isEqualTo(20);
        assertThat(CONFIG.peak()).isEqualTo(50);
        assertThat(CONFIG.controllerTags()).isEmpty();
        assertThat(CONFIG.managers()).isEqualTo(ResourceController.MANAGERS);
        assertThat(CONFIG.accounts()).isEmpty();
        assertThat(CONFIG.protectedAccounts()).isEmpty();
        assertThat(CONFIG.windows()).isEmpty();
        assertThat(CONFIG.blackouts()).isEmpty();
        assertThat(CONFIG.process()).isEqualTo(Duration.ofHours(1));
        assertThat(CONFIG.checkpointTag()).isEqualTo("gleaner:checkpoints");
    }

    @Test
    void shouldPinHowMuchMayBeDone() {
        assertThat(CONFIG.budget().accountActions()).isEqualByComparingTo("60");
        assertThat(CONFIG.budget().totalActions()).isEqualByComparingTo("240");
        assertThat(CONFIG.budget().accountDollars()).isEqualByComparingTo("100000");
        assertThat(CONFIG.budget().totalDollars()).isEqualByComparingTo("400000");
        assertThat(CONFIG.budget().unpriced()).isEqualByComparingTo("1000");
        assertThat(CONFIG.canary().limits()).isEqualTo(new CanaryWaveState.Limits(1, 32, 0.2, Duration.ofDays(7)));
        assertThat(CONFIG.flaps().times()).isEqualTo(2);
        assertThat(CONFIG.flaps().timesByPolicy()).isEqualTo(1);
        assertThat(CONFIG.flaps().within()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void shouldLetAnIdleInstanceBeStopped() {
        assertThat(guardEvaluator.evaluateStart(new Case().situation())).isEmpty();
    }

    @Test
    void shouldWantCardsThatWereReadMinutesAgo() {
        Case with = new Case();
        with.rule = "idle-gpu";
        with.confirmed = Optional.of(NOW.minus(Duration.ofMinutes(9)));
        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();

        with.confirmed = Optional.of(NOW.minus(Duration.ofMinutes(10)));
        assertObjection(with, "confirmed");
    }

    /** Idle cards do not make an idle host: data is prepared, compiled and moved beside them. */
    @ParameterizedTest
    @ValueSource(strings = {"idle-gpu", "idle-instance"})
    void shouldAskTheProcessorAndTheNetworkWhateverTheRule(String rule) {
        Case busy = new Case();
        busy.rule = rule;
        busy.confirmed = Optional.of(NOW.minusSeconds(60));
        busy.cpu.put(HOUR.minus(1, ChronoUnit.HOURS), 100.0);
        Case unknown = new Case();
        unknown.rule = rule;
        unknown.confirmed = Optional.of(NOW.minusSeconds(60));
        unknown.cpu.clear();
        Case moving = new Case();
        moving.rule = rule;
        moving.confirmed = Optional.of(NOW.minusSeconds(60));
        moving.out.put(HOUR.minus(1, ChronoUnit.HOURS), 60_000_000.0);

        assertRefused(busy, "still-idle", "was busy");
        assertRefused(unknown, "still-idle", "has only 0 of the last 24 hours of CPU use");
        assertRefused(moving, "still-idle", "bytes over the network");
    }

    /** A stopped instance has no metrics, and nothing more to lose. One that was planned while it ran may have worked since. */
    @Test
    void shouldNotAskAStoppedInstanceForMetrics() {
        Case stopped = stopped("stopped", "stopped");

        assertThat(guardEvaluator.evaluateStart(stopped.situation())).isEmpty();
        assertRefused(stopped("running", "running"), "still-idle", "has only 0 of the last 24 hours");
        assertRefused(stopped("running", "stopped"), "unchanged-plan", "planned was running");
        assertRefused(stopped("stopped", "running"), "unchanged-plan", "planned was stopped");
    }

    @Test
    void shouldNotTakeWhatAStoppedInstanceHasLostForALoss() {
        Case stopped = stopped("stopped", "stopped");
        stopped.instanceStorage = true;
        Case running = new Case();
        running.instanceStorage = true;
        Case spot = stopped("stopped", "stopped");
        spot.lifecycle = "spot";

        assertThat(guardEvaluator.evaluateStart(stopped.situation())).isEmpty();
        assertRefused(running, "loses-data", "has instance-store volumes");
        assertRefused(spot, "loses-data", "Spot instance");
    }

    private static Case stopped(String planned, String now) {
        Case stopped = new Case();
        stopped.plannedState = planned;
        stopped.state = now;
        stopped.cpu.clear();
        stopped.in.clear();
        stopped.out.clear();
        return stopped;
    }

    /** Since midnight or within one hour, in one direction or both: it is what moved in these hours altogether. */
    @ParameterizedTest
    @CsvSource({"0, 4999999, true", "0, 5000000, false", "5000000, 0, false", "2500000, 2500000, false"})
    void shouldLeaveAloneWhatMovedBytesWithinTheDay(double in, double out, boolean allowed) {
        Case with = new Case();
        with.in.replaceAll((hour, bytes) -> 0.0);
        with.out.replaceAll((hour, bytes) -> 0.0);
        with.in.put(HOUR, in);
        with.out.put(HOUR.minus(20, ChronoUnit.HOURS), out);

        assertThat(guardEvaluator.evaluateStart(with.situation()).isEmpty()).isEqualTo(allowed);
    }

    /** cloud-custodian/cloud-custodian#4320: absent is not zero, in either direction. */
    @Test
    void shouldNotTakeMissingTrafficForNone() {
        Case none = new Case();
        none.in.clear();
        none.out.clear();
        Case oneWay = new Case();
        oneWay.out.clear();
        Case gaps = new Case();
        for (int hour = 1; hour <= 5; hour++) {
            gaps.in.remove(HOUR.minus(hour, ChronoUnit.HOURS));
        }

        assertRefused(none, "still-idle", "has only 0 of the last 24 hours of network traffic");
        assertRefused(oneWay, "still-idle", "has only 0 of the last 24 hours of network traffic");
        assertRefused(gaps, "still-idle", "has only 19 of the last 24 hours of network traffic");
    }

    /** It would be good for as long as it lies ahead. */
    @Test
    void shouldNotTakeAConfirmationFromTheFuture() {
        Case ahead = new Case();
        ahead.confirmed = Optional.of(NOW.plus(Duration.ofHours(1)));
        Case skewed = new Case();
        skewed.confirmed = Optional.of(NOW.plus(Duration.ofMinutes(5)));

        assertRefused(ahead, "confirmation", "in the future");
        assertThat(guardEvaluator.evaluateStart(skewed.situation())).isEmpty();
    }

    /** The interval at which the source is read, and an hour: what is listed once a day is confirmed once a day. */
    @ParameterizedTest
    @CsvSource({
        "INSTANCE, idle-instance, PT2H",
        "INSTANCE, idle-gpu, PT10M",
        "BUCKET, storage-lifecycle, PT2H",
        "VPC, nat-to-s3, PT2H",
        "VOLUME, forgotten-storage, PT25H",
        "VOLUME, old-volume-type, PT25H",
        "ADDRESS, forgotten-storage, PT25H",
        "AUTO_SCALING_GROUP, spot-candidate, PT25H",
        "NAT_GATEWAY, idle-gateway, PT7H",
        "INFERENCE_ENDPOINT, idle-endpoint, PT25H",
        "SNAPSHOT, forgotten-storage, P7DT1H",
        "LOG_GROUP, log-retention, P7DT1H"
    })
    void shouldTakeAConfirmationAsOldAsTheIntervalOfItsSourceAndAnHour(ResourceKind kind, String rule, Duration age) {
        assertThat(guardEvaluator.confirmationAge(kind, Optional.of(rule))).isEqualTo(age);

        ApprovalGuards.RecentConfirmationGuard guard =
                new ApprovalGuards.RecentConfirmationGuard(age, CONFIG.confirmationAhead());
        Case recent = new Case();
        recent.confirmed = Optional.of(NOW.minus(age).plusSeconds(1));
        Case old = new Case();
        old.confirmed = Optional.of(NOW.minus(age));

        assertThat(guard.evaluate(recent.situation())).isEmpty();
        assertThat(guard.evaluate(old.situation())).isPresent();
    }

    @Test
    void shouldTakeTheAgeThatIsConfiguredForARule() {
        GuardEvaluator configured = new GuardEvaluator(new SmallRyeConfigBuilder()
                .withMapping(GuardConfig.class)
                .withDefaultValue("actuator.guard.rule-confirmation.\"storage-lifecycle\"", "P1DT1H")
                .withDefaultValue("actuator.guard.rule-confirmation.\"idle-gpu\"", "P1D")
                .build()
                .getConfigMapping(GuardConfig.class));

        assertThat(configured.confirmationAge(ResourceKind.BUCKET, Optional.of("storage-lifecycle")))
                .isEqualTo(Duration.ofHours(25));
        assertThat(configured.confirmationAge(ResourceKind.BUCKET, Optional.of("other")))
                .isEqualTo(Duration.ofHours(2));
        assertThat(configured.confirmationAge(ResourceKind.BUCKET, Optional.empty()))
                .isEqualTo(Duration.ofHours(2));
        assertThat(configured.confirmationAge(ResourceKind.INSTANCE, Optional.of("idle-gpu")))
                .as("GPUs are read every few seconds, whatever is configured")
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void shouldObeyTheKillSwitch() {
        Case with = new Case();
        with.killSwitch = true;

        assertThat(guardEvaluator.evaluateStart(with.situation()))
                .get()
                .isInstanceOfSatisfying(GuardResult.Refusal.class, refusal -> {
                    assertThat(refusal.guard()).isEqualTo("kill-switch");
                    assertThat(refusal.reason()).isEqualTo("the kill switch is on, or was since the approval");
                    assertThat(refusal.lift()).contains("Release the kill switch");
                });
        assertThat(guardEvaluator.evaluateUndo(with.situation()))
                .get()
                .isInstanceOfSatisfying(GuardResult.Refusal.class, refusal -> {
                    assertThat(refusal.guard()).isEqualTo("kill-switch");
                    assertThat(refusal.reason()).isEqualTo("the kill switch is on, or was since the approval");
                    assertThat(refusal.lift()).contains("Release the kill switch");
                });
    }

    @Test
    void shouldNotActOnAnApprovalThatExpired() {
        Case with = new Case();
        with.validUntil = NOW;

        assertObjection(with, "expired");
    }

    @ParameterizedTest
    @CsvSource({
        "gleaner:protected, true, false",
        "gleaner:protected, yes, false",
        "gleaner:protected, '', false",
        "gleaner:protected, false, true",
        "Gleaner:Protected, true, false"
    })
    void shouldTakeAnyProtectionButFalseForOne(String key, String value, boolean allowed) {
        Case with = new Case();
        with.tags = Map.of(key, value);

        assertThat(guardEvaluator.evaluateStart(with.situation()).isEmpty()).isEqualTo(allowed);
    }

    /**
     * aws-solutions/instance-scheduler-on-aws#479, aws/karpenter-provider-aws#6866: a controller undoes what is done to its
     * members, or goes on counting on them.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws:autoscaling:groupName",
                "eks:cluster-name",
                "kubernetes.io/cluster/prod",
                "karpenter.sh/nodepool",
                "aws:cloudformation:stack-name",
                "aws:batch:compute-environment",
                "sagemaker:domain-arn"
            })
    void shouldLeaveAloneWhatAControllerOwns(String tag) {
        Case with = new Case();
        with.tags = Map.of(tag, "x");

        assertThat(guardEvaluator.evaluateStart(with.situation()))
                .get()
                .asString()
                .contains(tag);
    }

    /** cloud-custodian/cloud-custodian#11118: judged by the root device type, and unknown is no. */
    @ParameterizedTest
    @ValueSource(strings = {"instance-store", "none"})
    void shouldNotLoseInstanceStoreData(String rootDevice) {
        Case with = new Case();
        with.rootDevice = rootDevice.equals("none") ? null : rootDevice;

        assertObjection(with, "lose its data");
    }

    /**
     * aws-solutions/instance-scheduler-on-aws#76, cloud-custodian/cloud-custodian#970 and
     * cloud-custodian/cloud-custodian#8003: EC2 can't stop a one-time Spot instance, and a call with one stops nothing.
     */
    @Test
    void shouldNotStopASpotInstance() {
        Case with = new Case();
        with.lifecycle = "spot";

        assertObjection(with, "Spot");
    }

    /** kubernetes-sigs/cluster-api-provider-aws#2915: an empty answer means nothing. */
    @Test
    void shouldNotActWhenNothingIsShown() {
        Case with = new Case();
        with.shown = false;

        assertObjection(with, "did not show");
        assertThat(guardEvaluator.evaluateUndo(with.situation())).isPresent();
    }

    /** runatlantis/atlantis#1122: what was approved is not what is there. */
    @Test
    void shouldNotActOnAWorldThatChangedSinceThePlan() {
        Case retagged = new Case();
        retagged.plannedTags = Map.of("team", "other");
        Case stopped = new Case();
        stopped.state = "stopped";
        Case newVersion = new Case();
        newVersion.findingHolds = false;

        assertObjection(retagged, "tags");
        assertObjection(stopped, "stopped");
        assertObjection(newVersion, "finding");
    }

    @Test
    void shouldWantAFreshConfirmation() {
        Case stale = new Case();
        stale.confirmed = Optional.of(NOW.minus(Duration.ofHours(2)));
        Case none = new Case();
        none.confirmed = Optional.empty();

        assertObjection(stale, "confirmed");
        assertObjection(none, "not confirmed");
    }

    @Test
    void shouldLetATargetRest() {
        Case resting = new Case();
        resting.lastFinished = Optional.of(NOW.minus(Duration.ofMinutes(59)));
        Case rested = new Case();
        rested.lastFinished = Optional.of(NOW.minus(Duration.ofMinutes(60)));

        assertThat(guardEvaluator.evaluateStart(resting.situation()))
                .get()
                .isInstanceOfSatisfying(GuardResult.Delay.class, delay -> {
                    assertThat(delay.reason()).contains("cooldown after");
                    assertThat(delay.until()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
                });
        assertThat(guardEvaluator.evaluateStart(rested.situation())).isEmpty();
    }

    /** Patience comes last: nothing stays queued that would be refused in the end. */
    @Test
    void shouldRefuseRatherThanWait() {
        Case with = new Case();
        with.lastFinished = Optional.of(NOW.minus(Duration.ofMinutes(59)));
        with.cpu.clear();

        assertThat(guardEvaluator.evaluateStart(with.situation())).get().isInstanceOf(GuardResult.Refusal.class);
    }

    @Test
    void shouldStartOnlyWhatIsStillStopped() {
        Case stopped = new Case();
        stopped.state = "stopped";
        stopped.lastFinished = Optional.of(NOW);

        assertThat(guardEvaluator.evaluateUndo(stopped.situation())).isEmpty();
        assertThat(guardEvaluator.evaluateUndo(new Case().situation()))
                .get()
                .asString()
                .contains("running");
    }

    /** cloud-custodian/cloud-custodian#4320: absent is not zero. */
    @SeededTest(100)
    void shouldRefuseWhateverHoursAreMissingOnceTheyAreTooMany(long seed) {
        Random random = new Random(seed);
        Case with = new Case();
        while (with.wholeHours() >= 0.8 * 24) {
            with.cpu.remove(HOUR.minus(1 + random.nextInt(24), ChronoUnit.HOURS));
        }

        assertObjection(with, "has only 19");
    }

    /**
     * cloud-custodian/cloud-custodian#4320, cloud-custodian/cloud-custodian#4348: points that were missing were filled with
     * 0, and what nobody had measured looked idle.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 24})
    void shouldNotTakeMissingPointsForZero(int missing) {
        Case with = new Case();
        with.cpu.replaceAll((hour, mean) -> 0.0);
        for (int hour = 1; hour <= missing; hour++) {
            with.cpu.remove(HOUR.minus(hour, ChronoUnit.HOURS));
        }

        assertThat(guardEvaluator.evaluateStart(with.situation()).isEmpty()).isEqualTo(missing < 5);
    }

    /** A mean without its maximum is no whole hour: a peak may hide in it. */
    @Test
    void shouldNotCountAnHourWhoseMaximumIsMissing() {
        Case with = new Case();
        for (int hour = 1; hour <= 5; hour++) {
            with.withoutMaximum.add(HOUR.minus(hour, ChronoUnit.HOURS));
        }

        assertObjection(with, "has only 19");
    }

    /**
     * prometheus/cloudwatch_exporter#396: values change for up to ten minutes. What the hour under way shows so far may
     * forbid, and never allows.
     */
    @Test
    void shouldNotCountTheHourUnderWay() {
        Case with = new Case();
        for (int hour = 1; hour <= 5; hour++) {
            with.cpu.remove(HOUR.minus(hour, ChronoUnit.HOURS));
        }
        assertThat(with.cpu).hasSize(20).containsKey(HOUR);

        assertObjection(with, "has only 19");

        Case working = new Case();
        working.cpu.put(HOUR, 20.0);
        assertObjection(working, "busy");
    }

    @SeededTest(100)
    void shouldNeverActOnAnInstanceThatWasBusyInAnyHour(long seed) {
        Random random = new Random(seed);
        Case with = new Case();
        with.cpu.put(HOUR.minus(random.nextInt(25), ChronoUnit.HOURS), 20 + random.nextDouble() * 80);

        assertObjection(with, "busy");
    }

    @SeededTest(100)
    void shouldNeverActOnAnInstanceThatHadAPeakInAnyHour(long seed) {
        Random random = new Random(seed);
        Case with = new Case();
        with.peak = Map.of(HOUR.minus(random.nextInt(25), ChronoUnit.HOURS), 50 + random.nextDouble() * 50);

        assertObjection(with, "peak");
    }

    private void assertRefused(Case with, String guard, String why) {
        ConfiguredGuards.assertRefused(guardEvaluator, with, guard, why);
    }

    private void assertObjection(Case with, String why) {
        assertThat(guardEvaluator.evaluateStart(with.situation()))
                .get()
                .asString()
                .contains(why);
    }
}
