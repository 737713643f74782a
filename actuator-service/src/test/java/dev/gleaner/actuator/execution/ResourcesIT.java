package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.proposal;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.HeldAction;
import dev.gleaner.actuator.support.Leftovers;
import dev.gleaner.actuator.support.PassedTime;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.actuator.support.Time;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;

/** A yes to the actions on what is no instance, what comes of it, and the way back. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class ResourcesIT implements PassedTime {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String NO_SNAPSHOTS =
            "<DescribeSnapshotsResponse><requestId>1</requestId><snapshotSet/></DescribeSnapshotsResponse>";

    private static final Map<String, String> MIX =
            Map.of("instance-types", "p3.2xlarge", "on-demand-base", "0", "on-demand-percentage", "0");

    private static final Map<String, String> TWO = Map.of("minimum", "2", "desired", "2", "utilization", "80");

    AwsProxy aws;

    @Inject
    SecondWorker second;

    private final Leftovers leftovers = new Leftovers();

    @Test
    void shouldPutAVolumeAsideDeleteItAndMakeTheSameAgain() {
        Arn volume = leftovers.volume();
        String action = approved(sent(volume, "snapshot-and-delete-volume", Map.of()));

        awaitAction(action, "observed");

        assertThat(leftovers.volumes(volume)).isEmpty();
        assertThat(leftovers.snapshots(volume))
                .singleElement()
                .satisfies(snapshot ->
                        assertThat(snapshot.tags()).contains(tag("gleaner:action", action), tag("Name", "scratch")));

        awaitAction(undo(action), "observed");

        Volume restored = leftovers.volumes(volume).get(0);
        assertThat(leftovers.volumes(volume)).hasSize(1);
        assertThat(restored.volumeId()).isNotEqualTo(volume.id());
        assertThat(restored.volumeTypeAsString()).isEqualTo("gp3");
        assertThat(restored.size()).isEqualTo(100);
        assertThat(restored.iops()).isEqualTo(4000);
        assertThat(restored.snapshotId())
                .isEqualTo(leftovers.snapshots(volume).get(0).snapshotId());
        assertThat(restored.tags()).contains(tag("Name", "scratch"));
    }

    /** The analyzer confirms once a day what is listed once a day: in between it can be approved too. */
    @Test
    void shouldActUntilTheConfirmationOfADailyListingIsOlderThanADayAndAnHour() {
        Arn recent = leftovers.volume();
        Arn old = leftovers.volume();
        Finding approvable = sent(recent, "snapshot-and-delete-volume", Duration.ofMinutes(25 * 60 - 5));
        Finding stale = sent(old, "snapshot-and-delete-volume", Duration.ofHours(25));

        awaitAction(approved(approvable), "observed");
        String refused = approved(stale);

        assertThat(awaitAction(refused, "refused").path("reason").asText()).contains("confirmed the finding last");
        assertThat(leftovers.volumes(recent)).isEmpty();
        assertThat(leftovers.volumes(old)).hasSize(1);
        assertThat(AwsCalls.count(aws, "DeleteVolume", old)).isZero();
    }

    /** The same of what is listed once a week. */
    @Test
    void shouldActSixDaysAfterAWeeklyListingAndNotAfterAWeekAndAnHour() {
        Arn recent = leftovers.logGroup();
        Arn old = leftovers.logGroup();
        Finding approvable = sent(recent, "put-retention-policy", Map.of("days", "90"), Duration.ofDays(6));
        Finding stale = sent(old, "put-retention-policy", Map.of("days", "90"), Duration.ofHours(7 * 24 + 1));

        awaitAction(approvedByTwo(approvable), "observed");
        String refused = approvedByTwo(stale);

        assertThat(awaitAction(refused, "refused").path("reason").asText()).contains("confirmed the finding last");
    }

    /** kubernetes-sigs/cluster-api-provider-aws#2915: gone after the effect, before it was written down. */
    @Test
    void shouldMakeOneSnapshotWhenAWorkerDiedBetweenCallAndRecord() throws Exception {
        Arn volume = leftovers.volume();
        HeldAction held = heldAtItsSnapshot(sent(volume, "snapshot-and-delete-volume", Map.of()));
        DeadWorker.held(held.id());

        second.work("second");

        awaitAction(held.id(), "observed");
        held.call().drop();
        assertThat(leftovers.snapshots(volume)).hasSize(1);
        assertThat(AwsCalls.count(aws, "CreateSnapshot", volume)).isOne();
        assertThat(AwsCalls.count(aws, "DeleteVolume", volume)).isOne();
    }

    /** Nothing makes one call of two, so that AWS gets longer to list what the first made than before other calls. */
    @Test
    void shouldMakeOneSnapshotWhenAwsListsItLate() throws Exception {
        Arn volume = leftovers.volume();
        HeldAction held = heldAtItsSnapshot(sent(volume, "snapshot-and-delete-volume", Map.of()));
        AtomicBoolean late = new AtomicBoolean(true);
        aws.answerAll(call -> late.get() && call.action().endsWith("DescribeSnapshots"), 200, NO_SNAPSHOTS);
        DeadWorker.held(held.id());
        Sql.run("update intent set under_way_until = now() where action_id = '" + held.id() + "'");

        second.work("second");

        await().atMost(SOON)
                .until(() -> Sql.ask("select count(*) from action where id = '" + held.id()
                                + "' and lease_owner is null and not_before > now()")
                        .equals("1"));
        assertThat(Sql.ask("select extract(epoch from a.not_before - i.under_way_until)::int from action a"
                        + " join intent i on i.action_id = a.id where a.id = '" + held.id() + "'"))
                .isEqualTo("10");
        late.set(false);
        Time.pass(Duration.ofSeconds(11));
        awaitAction(held.id(), "observed");
        held.call().drop();
        assertThat(AwsCalls.count(aws, "CreateSnapshot", volume)).isOne();
    }

    /** Attached while its snapshot was being made: it stays, and so does the snapshot; nothing is left half done. */
    @Test
    void shouldNotDeleteAVolumeThatSomebodyAttachedMeanwhile() throws Exception {
        Arn volume = leftovers.volume();
        HeldAction held = heldAtItsSnapshot(sent(volume, "snapshot-and-delete-volume", Map.of()));

        leftovers.attach(volume, new Fleet().instance(Map.of()));
        held.release();

        assertThat(awaitAction(held.id(), "undone").path("reason").asText()).contains("attached to i-");
        assertThat(leftovers.volumes(volume)).extracting(Volume::volumeId).containsExactly(volume.id());
        assertThat(AwsCalls.count(aws, "DeleteVolume", volume)).isZero();
        assertThat(leftovers.snapshots(volume)).hasSize(1);
    }

    /** Attached, written to and detached while its snapshot was being made: no attachment tells of it any more. */
    @Test
    void shouldNotDeleteAVolumeThatWasWrittenToSinceItsSnapshot() throws Exception {
        Arn volume = leftovers.volume();
        HeldAction held = heldAtItsSnapshot(sent(volume, "snapshot-and-delete-volume", Map.of()));

        leftovers.written(volume, 12);
        held.release();

        assertThat(awaitAction(held.id(), "undone").path("reason").asText()).contains("written to since its snapshot");
        assertThat(leftovers.volumes(volume)).extracting(Volume::volumeId).containsExactly(volume.id());
        assertThat(AwsCalls.count(aws, "DeleteVolume", volume)).isZero();
    }

    /** Who does not know does not delete. */
    @Test
    void shouldNotDeleteAVolumeWhoseMetricsCanNotBeRead() throws Exception {
        Arn volume = leftovers.volume();
        aws.answerAll(
                call -> call.action().endsWith("GetMetricData") && call.body().contains(volume.id()),
                403,
                "{\"__type\":\"AccessDenied\",\"message\":\"no\"}");
        String action = approved(sent(volume, "snapshot-and-delete-volume", Map.of()));

        awaitAction(action, "undone");

        assertThat(leftovers.volumes(volume)).extracting(Volume::volumeId).containsExactly(volume.id());
        assertThat(AwsCalls.count(aws, "DeleteVolume", volume)).isZero();
    }

    /** Also where it is free again before the snapshot is whole. */
    @Test
    void shouldNotDeleteAVolumeThatWasSeenAttachedWhileItsSnapshotWasPending() throws Exception {
        Arn volume = leftovers.volume();
        AtomicBoolean pending = new AtomicBoolean(true);
        aws.rewriteResponses(
                call -> pending.get()
                        && call.action().equals("DescribeSnapshots")
                        && call.body().contains(volume.id()),
                body -> body.replace("<status>completed<", "<status>pending<"));
        String action = approved(sent(volume, "snapshot-and-delete-volume", Map.of()));
        awaitAction(action, "called");
        leftovers.attach(volume, new Fleet().instance(Map.of()));
        try {
            assertThat(awaitAction(action, "undone").path("reason").asText()).contains("attached to i-");
        } finally {
            pending.set(false);
        }
        assertThat(AwsCalls.count(aws, "DeleteVolume", volume)).isZero();
    }

    @Test
    void shouldNotDeleteAVolumeOfWhichTheFindingWasWithdrawnMeanwhile() throws Exception {
        Arn volume = leftovers.volume();
        Finding finding = sent(volume, "snapshot-and-delete-volume", Map.of());
        HeldAction held = heldAtItsSnapshot(finding);

        Records.send(Findings.version(finding, 2, Finding.Status.RESOLVED));
        await().atMost(SOON)
                .until(() -> Sql.ask("select status from finding where id = '" + finding.id() + "'")
                        .equals("resolved"));
        held.release();

        assertThat(awaitAction(held.id(), "undone").path("reason").asText()).contains("the finding is no longer open");
        assertThat(leftovers.volumes(volume)).extracting(Volume::volumeId).containsExactly(volume.id());
        assertThat(AwsCalls.count(aws, "DeleteVolume", volume)).isZero();
    }

    @Test
    void shouldReleaseAnAddressOnceTwoPeopleSaidYes() {
        Arn address = leftovers.address();
        String action = approvedByTwo(sent(address, "release-address", Map.of()));

        awaitAction(action, "observed");

        assertThat(leftovers.isAllocated(address)).isFalse();
        assertThat(as("operator-token").post("/api/actions/" + action + "/undo").statusCode())
                .isEqualTo(409);
    }

    @Test
    void shouldNotReleaseAnAddressThatSomebodyTookMeanwhile() {
        Arn address = leftovers.address();
        Finding finding = sent(address, "release-address", Map.of());
        String plan = awaitPlan(finding.id());
        leftovers.associate(address, new Fleet().instance(Map.of()));

        String action = approvedByTwo(finding, plan);

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("associated with");
        assertThat(leftovers.isAllocated(address)).isTrue();
    }

    @Test
    void shouldCancelACapacityReservationOnceTwoPeopleSaidYes() {
        Arn reservation = leftovers.capacityReservation();
        String action = approvedByTwo(sent(reservation, "cancel-capacity-reservation", Map.of()));

        awaitAction(action, "observed");

        assertThat(leftovers.capacityReservationState(reservation)).isEqualTo("cancelled");
        assertThat(AwsCalls.count(aws, "CancelCapacityReservation", reservation))
                .isOne();
        assertThat(as("operator-token").post("/api/actions/" + action + "/undo").statusCode())
                .isEqualTo(409);
    }

    @Test
    void shouldNotCancelACapacityReservationThatSomebodyCancelledMeanwhile() {
        Arn reservation = leftovers.capacityReservation();
        Finding finding = sent(reservation, "cancel-capacity-reservation", Map.of());
        String plan = awaitPlan(finding.id());
        leftovers.cancelCapacityReservation(reservation);
        long before = AwsCalls.count(aws, "CancelCapacityReservation", reservation);

        String action = approvedByTwo(finding, plan);

        assertThat(awaitAction(action, "refused").path("reason").asText())
                .contains("the capacity reservation is cancelled");
        assertThat(AwsCalls.count(aws, "CancelCapacityReservation", reservation))
                .isEqualTo(before);
    }

    @Test
    void shouldSetARetentionAndTakeItAwayAgain() {
        Arn logGroup = leftovers.logGroup();
        Finding finding = sent(logGroup, "put-retention-policy", Map.of("days", "30"));
        String plan = awaitPlan(finding.id());
        assertThat(proposal(finding.id()).path("changes").path(0).path("after"))
                .hasToString("{\"retentionInDays\":30}");
        String action = approvedByTwo(finding, plan);

        awaitAction(action, "observed");
        assertThat(leftovers.retention(logGroup)).isEqualTo(30);

        awaitAction(undo(action), "observed");
        assertThat(leftovers.retention(logGroup)).isNull();
    }

    @Test
    void shouldLeaveARetentionThatSomebodyElseSetSince() {
        Arn logGroup = leftovers.logGroup();
        String action = approvedByTwo(sent(logGroup, "put-retention-policy", Map.of("days", "30")));
        awaitAction(action, "observed");
        leftovers.keep(logGroup, 365);

        String undo = undo(action);

        assertThat(awaitAction(undo, "refused").path("reason").asText())
                .contains("the retention was changed since it was set");
        assertThat(leftovers.retention(logGroup)).isEqualTo(365);
    }

    @Test
    void shouldMixTheInstancesOfAGroupAndGiveItItsTemplateBack() {
        Arn group = leftovers.scalingGroup();
        Map<String, String> mix =
                Map.of("instance-types", "g5.xlarge,g4dn.xlarge", "on-demand-base", "1", "on-demand-percentage", "0");
        String action = approvedByTwo(sent(group, "set-mixed-instances", mix));

        awaitAction(action, "observed");
        assertThat(leftovers
                        .group(group)
                        .mixedInstancesPolicy()
                        .launchTemplate()
                        .overrides())
                .extracting(LaunchTemplateOverrides::instanceType)
                .containsExactly("g5.xlarge", "g4dn.xlarge");

        awaitAction(undo(action), "observed");
        assertThat(leftovers.group(group).mixedInstancesPolicy()).isNull();
        assertThat(leftovers.group(group).launchTemplate().version()).isEqualTo("1");
    }

    @Test
    void shouldTakeInstancesFromAGroupAndGiveThemBack() {
        Arn group = leftovers.scalingGroup(4, 9);
        String action = approvedByTwo(sent(group, "set-scaling-bounds", TWO));

        awaitAction(action, "observed");
        assertThat(leftovers.group(group).minSize()).isEqualTo(2);
        assertThat(leftovers.group(group).maxSize()).isEqualTo(8);
        assertThat(leftovers.group(group).instances()).hasSize(2);

        awaitAction(undo(action), "observed");
        assertThat(leftovers.group(group).minSize()).isEqualTo(4);
        assertThat(leftovers.group(group).instances()).hasSize(4);
        assertThat(leftovers.group(group).launchTemplate().version()).isEqualTo("1");
    }

    /** The load of each instance would be 80 %, the bounds are another's, and an instance is protected. */
    @Test
    void shouldNotTakeInstancesThatAreNeededOrProtected() {
        Arn busy = leftovers.scalingGroup(4, 40);
        Arn changed = leftovers.scalingGroup(4, 9);
        Arn guarded = leftovers.scalingGroup(4, 9);
        Finding ofBusy = sent(busy, "set-scaling-bounds", TWO);
        Finding ofChanged = sent(changed, "set-scaling-bounds", TWO);
        Finding ofGuarded = sent(guarded, "set-scaling-bounds", TWO);
        awaitPlan(ofChanged.id());
        leftovers.bound(changed, 3, 8);
        leftovers.protect(guarded);

        assertThat(refusal(ofBusy)).contains("would be 80 % of the CPU of 2 instances");
        assertThat(refusal(ofChanged)).contains("the bounds of the group changed since the plan");
        assertThat(refusal(ofGuarded)).contains("the tag gleaner:protected protects it");
        assertThat(Stream.of(busy, changed, guarded).map(leftovers::group))
                .allSatisfy(group -> assertThat(group.instances()).hasSize(4));
    }

    /** Which instances go is for the group to decide, so that each of them counts: also the last one that is asked about. */
    @Test
    void shouldNotTakeInstancesWhileSomeoneIsAtWorkOnOne() throws SQLException {
        Arn opened = leftovers.scalingGroup(3, 5);
        Arn reported = leftovers.scalingGroup(3, 5);
        Finding ofOpened = sent(opened, "set-scaling-bounds", TWO);
        Finding ofReported = sent(reported, "set-scaling-bounds", TWO);
        String worker = lastMember(opened);
        aws.answerAll(
                call -> call.action().endsWith("DescribeSessions")
                        && call.body().contains(worker),
                200,
                "{\"Sessions\":[{\"SessionId\":\"anna-1\",\"Target\":\"" + worker
                        + "\",\"Status\":\"Connected\",\"Owner\":\"arn:aws:iam::123456789012:user/anna\"}]}");
        Sql.run("insert into work_report (target, until, what) values ('"
                + Arn.instance("us-east-1", "123456789012", lastMember(reported))
                + "', now() + interval '1 hour', '2 login sessions')");

        assertThat(refusal(ofOpened)).contains("user anna has an open session");
        assertThat(refusal(ofReported)).contains("2 login sessions");
        assertThat(Stream.of(opened, reported).map(leftovers::group))
                .allSatisfy(group -> assertThat(group.instances()).hasSize(3));
    }

    private String lastMember(Arn group) {
        return leftovers.group(group).instances().stream()
                .map(Instance::instanceId)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** As the analyzer publishes what each reading of the GPUs shows. */
    @Test
    void shouldMixTheInstancesOfAGroupOnlyWhileItsGpusAreReadAndFree() {
        Arn group = leftovers.scalingGroup("g5g.xlarge", 1, 5);
        Arn unread = leftovers.scalingGroup("g5g.xlarge", 1, 5);
        Arn member = Arn.instance("us-east-1", "123456789012", lastMember(group));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Records.sendGpus(member, new GpuActivity(now, 1, null, now.minus(Duration.ofHours(2)), null));

        assertThat(refusal(sent(unread, "set-mixed-instances", MIX))).contains("nobody reads its GPUs");
        String action = approvedByTwo(sent(group, "set-mixed-instances", MIX));
        awaitAction(action, "observed");

        Records.sendGpus(member, new GpuActivity(now.plusSeconds(1), 1, now, now, null));
        assertThat(awaitAction(undo(action), "refused").path("reason").asText())
                .contains("a compute process was seen on one of its GPUs");
        assertThat(leftovers.group(group).mixedInstancesPolicy()).isNotNull();
        assertThat(leftovers.group(unread).mixedInstancesPolicy()).isNull();
    }

    /** What the CPU shows of a group with accelerators is not their load, and what is on local disks is lost with an instance. */
    @Test
    void shouldNotEndInstancesWithAcceleratorsOrLocalDisks() {
        Arn inferentia = leftovers.scalingGroup("inf2.xlarge", 4, 5);
        Arn local = leftovers.scalingGroup("m5d.xlarge", 4, 5);

        assertThat(refusal(sent(inferentia, "set-scaling-bounds", TWO))).contains("no readings of Inferentia");
        assertThat(refusal(sent(local, "set-scaling-bounds", TWO)))
                .contains("the instance-store volumes of the m5d.xlarge would be lost");
        assertThat(Stream.of(inferentia, local).map(leftovers::group))
                .allSatisfy(group -> assertThat(group.instances()).hasSize(4));
    }

    /** What its owner set since is not the action's to replace. */
    @Test
    void shouldLeaveBoundsThatSomebodyElseSetSince() {
        Arn group = leftovers.scalingGroup(4, 9);
        String action = approvedByTwo(sent(group, "set-scaling-bounds", TWO));
        awaitAction(action, "observed");
        leftovers.bound(group, 1, 8);

        assertThat(awaitAction(undo(action), "refused").path("reason").asText())
                .contains("the bounds of the group were changed since they were set");
    }

    private String refusal(Finding finding) {
        return awaitAction(approvedByTwo(finding), "refused").path("reason").asText();
    }

    private static Finding sent(Arn target, String action, Map<String, String> parameters) {
        Finding finding =
                Findings.with(Findings.idle(target), List.of(new Remedy(action, parameters, true, List.of(), "Do it")));
        return Records.sendConfirmed(finding);
    }

    /** Sends a finding that the analyzer confirmed so long ago. */
    private static Finding sent(Arn target, String action, Duration confirmed) {
        return sent(target, action, Map.of(), confirmed);
    }

    private static Finding sent(Arn target, String action, Map<String, String> parameters, Duration confirmed) {
        Finding finding =
                Findings.with(Findings.idle(target), List.of(new Remedy(action, parameters, true, List.of(), "Do it")));
        Records.confirm(finding.id(), Instant.now().minus(confirmed));
        Records.send(finding);
        return finding;
    }

    private static String approved(Finding finding) {
        return Console.approved(finding.id(), awaitPlan(finding.id()));
    }

    /** Its snapshot is made, and that is not known yet. */
    private HeldAction heldAtItsSnapshot(Finding finding) throws InterruptedException {
        return HeldAction.approved(aws, "CreateSnapshot", AwsProxy.Moment.AFTER, finding);
    }

    private static String approvedByTwo(Finding finding) {
        return approvedByTwo(finding, awaitPlan(finding.id()));
    }

    private static String approvedByTwo(Finding finding, String plan) {
        return Console.approvedByTwo(finding.id(), plan);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
