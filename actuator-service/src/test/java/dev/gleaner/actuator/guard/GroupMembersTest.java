package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.evidence.InstanceAccelerators;
import dev.gleaner.actuator.aws.evidence.InstanceSessions;
import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import dev.gleaner.actuator.work.WorkReportInForce;
import dev.gleaner.contracts.finding.GpuActivity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An Auto Scaling group that may end any of its instances: each of them counts, also the last one. */
class GroupMembersTest {

    private static final Instant NOW = Case.NOW;

    private final GuardEvaluator guardEvaluator = ConfiguredGuards.create();
    private final Case with = new Case();

    @BeforeEach
    void groupOfTwo() {
        with.group = Case.twoInstances();
        with.demands = Set.of(TargetPrecondition.FREE_MEMBERS);
        second(Case.member("i-2"));
    }

    @Test
    void shouldLetAGroupEndInstancesOnWhichNothingIs() {
        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();
    }

    @Test
    void shouldRefuseWhileOneOfThemIsProtected() {
        second(Case.member("i-2", instance("ebs", false, false, Map.of("gleaner:protected", ""))));

        assertRefused("members", "i-2: the tag gleaner:protected protects it");
    }

    @Test
    void shouldRefuseWhileSomeoneHasASessionOnOneOfThem() {
        with.sessions = new InstanceSessions.Open("user anna", null);

        assertRefused("open-session", "user anna has an open session");
    }

    @Test
    void shouldRefuseWhileWorkOnOneOfThemIsReported() {
        with.reportedWork = Optional.of(new WorkReportInForce(NOW.plusSeconds(60), "2 login sessions"));

        assertRefused("reported-work", "2 login sessions");
    }

    @Test
    void shouldRefuseWhileAProcessHoldsAGpuOfOneOfThem() {
        second(gpus(hoursAgo(30), NOW.minus(Duration.ofMinutes(59)), new TrainingCheckpointStatus.None()));

        assertRefused("members", "i-2: a compute process was seen on one of its GPUs");
    }

    /** The last work of the GPUs is that of each instance, whatever another one did. */
    @Test
    void shouldRefuseIfTheGpusOfOneOfThemWorkedAfterTheCheckpoint() {
        TrainingCheckpointStatus saved = new TrainingCheckpointStatus.Newest(hoursAgo(5));
        second(gpus(hoursAgo(5), hoursAgo(5), saved));
        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();

        second(gpus(hoursAgo(4), hoursAgo(4), saved));

        assertRefused("members", "i-2: its GPUs worked until " + hoursAgo(4) + ", and its newest checkpoint is of");
    }

    @Test
    void shouldRefuseIfItIsUnknownWhenOneOfThemWorkedLast() {
        second(Case.member(
                "i-2",
                instance("ebs", false, false, Map.of()),
                new TrainingCheckpointStatus.Newest(NOW),
                new InstanceAccelerators.None(),
                Optional.empty()));

        assertRefused("members", "i-2: it has checkpoints, and it is unknown when its GPUs last worked");
    }

    /** Absent is not idle, and no CPU shows what these do. */
    @Test
    void shouldRefuseIfNobodyReadsTheAcceleratorsOfOneOfThem() {
        second(accelerated(new InstanceAccelerators.Gpus(1)));
        assertRefused("members", "i-2: nobody reads its GPUs, of which it has 1");

        second(accelerated(new InstanceAccelerators.Unknown("EC2 does not report what accelerators g99.large has")));
        assertRefused("members", "i-2: it is not known whether accelerators are at work there");
    }

    /** Nothing can end that for this remedy. */
    @Test
    void shouldRefuseIfTheAcceleratorsOfOneOfThemCannotBeRead() {
        second(accelerated(new InstanceAccelerators.Unread("Inferentia2")));

        assertThat(guardEvaluator.evaluateStart(with.situation()))
                .get()
                .isInstanceOfSatisfying(GuardResult.Refusal.class, refusal -> {
                    assertThat(refusal.reason()).contains("i-2: it is not known whether its accelerators are at work");
                    assertThat(refusal.isLiftable()).isFalse();
                });
    }

    @Test
    void shouldRefuseIfOneOfThemMayLoseLocalData() {
        second(Case.member("i-2", instance("ebs", false, true, Map.of())));
        assertRefused("members", "i-2: what is on the instance-store volumes of the m5d.xlarge would be lost");
        second(Case.member("i-2", instance("ebs", true, false, Map.of())));
        assertRefused("members", "i-2: what is on its mapped instance-store device would be lost");
        second(Case.member("i-2", instance("ebs", false, null, Map.of())));
        assertRefused("members", "of which EC2 does not report whether m5d.xlarge has some");
        second(Case.member("i-2", instance("instance-store", false, false, Map.of())));
        assertRefused("members", "i-2: what is on its root device, which is instance-store, not ebs");

        second(Case.member("i-2", instance("ebs", false, true, Map.of("gleaner:instance-store", "scratch"))));
        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();
    }

    /** A group ends its instances: that a Spot instance cannot be stopped does not matter. */
    @Test
    void shouldLetAGroupEndSpotInstances() {
        second(Case.member("i-2", new Ec2Instance("running", "m5.xlarge", "ebs", false, "spot", Map.of())));

        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();
    }

    @Test
    void shouldRefuseIfEc2DoesNotShowOneOfThem() {
        with.members = List.of(Case.member("i-1"));

        assertRefused("members", "EC2 does not show i-2, an instance of the group");
    }

    /** The undo of a mix of instances ends Spot instances, on which somebody may be at work by then. */
    @Test
    void shouldRefuseAnUndoThatEndsInstancesWhichAreInUse() {
        assertThat(guardEvaluator.evaluateUndo(with.situation())).isEmpty();

        second(Case.member("i-2", instance("ebs", false, false, Map.of("gleaner:protected", "yes"))));

        assertThat(guardEvaluator.evaluateUndo(with.situation()))
                .hasValueSatisfying(objection -> assertThat(objection.guard()).isEqualTo("members"));
    }

    /** An action that changes nothing about the instances does not look at them. */
    @Test
    void shouldNotAskForTheInstancesOfAGroupThatKeepsThem() {
        with.demands = Set.of(TargetPrecondition.LOSING_NOTHING);
        with.members = List.of();

        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();
    }

    private void second(GuardContext.MemberEvidence member) {
        with.members = List.of(Case.member("i-1"), member);
    }

    private static GuardContext.MemberEvidence gpus(
            Instant work, Instant process, TrainingCheckpointStatus checkpoint) {
        return Case.member(
                "i-2",
                new Ec2Instance("running", "p3.2xlarge", "ebs", false, null, Map.of()),
                checkpoint,
                new InstanceAccelerators.Gpus(1),
                Optional.of(new GpuActivity(NOW, 1, work, process, null)));
    }

    private static GuardContext.MemberEvidence accelerated(InstanceAccelerators accelerators) {
        return Case.member(
                "i-2",
                instance("ebs", false, false, Map.of()),
                new TrainingCheckpointStatus.None(),
                accelerators,
                Optional.empty());
    }

    private static Ec2Instance instance(
            String root, boolean isMapped, @Nullable Boolean hasStorage, Map<String, String> tags) {
        return new Ec2Instance("running", "m5d.xlarge", root, isMapped, null, tags, hasStorage, null);
    }

    private static Instant hoursAgo(int hours) {
        return NOW.minus(Duration.ofHours(hours));
    }

    private void assertRefused(String guard, String why) {
        GuardResult.Refusal refusal = ConfiguredGuards.assertRefused(guardEvaluator, with, guard, why);
        assertThat(refusal.lift()).isNotBlank();
        assertThat(refusal.isLiftable()).isTrue();
    }
}
