package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.EbsVolume;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Tag;

/** What is seen of a volume, its snapshot and what stands for it, and what may be done then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumeStepsTest {

    private static final EbsVolume FREE = volume("available", "gp3", List.of());
    private static final EbsVolume.Observation BEFORE = seen(FREE);
    private static final EbsVolume.Snapshot WHOLE = new EbsVolume.Snapshot("snap-1", "completed", 100, "act_1");

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    private final ActionStep<EbsVolume.Observation> snapshot =
            SnapshotAndDeleteVolume.action(aws.clients()).steps().get(0);
    private final ActionStep<EbsVolume.Observation> delete =
            SnapshotAndDeleteVolume.action(aws.clients()).steps().get(1);
    private final ActionStep<EbsVolume.Observation> restore =
            SnapshotAndDeleteVolume.undo(aws.clients()).steps().get(0);

    /** kubernetes-sigs/cluster-api-provider-aws#2915: what was made is known again, so that no second one is. */
    @Test
    void shouldKnowItsSnapshotByTheTag() {
        assertThat(see(snapshot, BEFORE)).isEqualTo(StepProgress.NOT_YET);
        assertThat(see(snapshot, seen(FREE, new EbsVolume.Snapshot("snap-9", "completed", 100, "act_9"))))
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(see(snapshot, seen(FREE, new EbsVolume.Snapshot("snap-1", "pending", 100, "act_1"))))
                .isEqualTo(StepProgress.UNDER_WAY);
        assertThat(see(snapshot, seen(FREE, WHOLE))).isEqualTo(StepProgress.DONE);
        assertThat(see(snapshot, seen(FREE, new EbsVolume.Snapshot("snap-1", "error", 100, "act_1"))))
                .isEqualTo(StepProgress.CONTESTED);
        assertThat(SnapshotAndDeleteVolume.snapshotRequest(order())
                        .tagSpecifications()
                        .get(0)
                        .tags())
                .contains(tag("gleaner:action", "act_1"), tag("Name", "scratch"))
                .noneMatch(tag -> tag.key().startsWith("aws:"));
    }

    @Test
    void shouldGiveATerabyteTheTimeItNeeds() {
        assertThat(snapshot.observationTimeout())
                .hasValueSatisfying(
                        patience -> assertThat(patience).isGreaterThanOrEqualTo(java.time.Duration.ofHours(12)));
    }

    @Test
    void shouldTouchNoVolumeThatSomebodyUses() {
        for (ActionStep<EbsVolume.Observation> step : List.of(snapshot, delete)) {
            assertThat(step.obstacle(order(), seen(volume("in-use", "gp3", List.of("i-9")), WHOLE)))
                    .hasValueSatisfying(why -> assertThat(why).contains("attached to i-9"));
            assertThat(step.obstacle(order(), seen(volume("creating", "gp3", List.of()), WHOLE)))
                    .isPresent();
            assertThat(step.obstacle(order(), seen(volume("available", "gp2", List.of()), WHOLE)))
                    .hasValueSatisfying(why -> assertThat(why).contains("changed since the plan"));
        }
        assertThat(snapshot.obstacle(order(), BEFORE)).isEmpty();
        assertThat(delete.obstacle(order(), seen(FREE, WHOLE))).isEmpty();
    }

    @Test
    void shouldDeleteNothingWithoutAWholeSnapshotOfItsOwn() {
        assertThat(delete.obstacle(order(), BEFORE)).isPresent();
        assertThat(delete.obstacle(order(), seen(FREE, new EbsVolume.Snapshot("snap-1", "pending", 100, "act_1"))))
                .isPresent();
        assertThat(delete.obstacle(order(), seen(FREE, new EbsVolume.Snapshot("snap-1", "completed", 99, "act_1"))))
                .isPresent();
        assertThat(delete.obstacle(order(), seen(FREE, new EbsVolume.Snapshot("snap-1", "completed", 100, "act_9"))))
                .isPresent();
    }

    /** That there is no such volume may be stale; it counts of one that was seen. */
    @Test
    void shouldBelieveThatAVolumeIsGoneOnlyOfOneItHasSeen() {
        assertThat(delete.evaluateProgress(order(), BEFORE, seen(null))).isEqualTo(StepProgress.DONE);
        assertThat(delete.evaluateProgress(order(), seen(null), seen(null))).isEqualTo(StepProgress.NOT_YET);
        assertThat(delete.obstacle(order(), seen(null))).isPresent();
        assertThat(delete.evaluateProgress(order(), seen(null, WHOLE), seen(null, WHOLE)))
                .isEqualTo(StepProgress.DONE);
        assertThat(see(delete, seen(volume("deleting", "gp3", List.of())))).isEqualTo(StepProgress.DONE);
        assertThat(see(delete, seen(FREE, WHOLE))).isEqualTo(StepProgress.NOT_YET);
        assertThat(see(delete, seen(volume("in-use", "gp3", List.of("i-9"))))).isEqualTo(StepProgress.CONTESTED);
    }

    @Test
    void shouldRestoreOnceAndOnlyWhatIsGone() {
        assertThat(restore.evaluateProgress(unfinished(), BEFORE, BEFORE)).isEqualTo(StepProgress.DONE);
        assertThat(restore.evaluateProgress(order(), BEFORE, BEFORE)).isEqualTo(StepProgress.NOT_YET);
        assertThat(restore.obstacle(order(), seen(FREE, WHOLE)))
                .hasValueSatisfying(why -> assertThat(why).contains("shows the volume itself"));
        assertThat(restore.evaluateProgress(order(), seen(null, WHOLE), seen(null, WHOLE)))
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(restored("creating", "act_1")).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(restored("available", "act_1")).isEqualTo(StepProgress.DONE);
        assertThat(restored("in-use", "act_1")).isEqualTo(StepProgress.DONE);
        assertThat(restored("error", "act_1")).isEqualTo(StepProgress.CONTESTED);
        assertThat(restored("available", "act_9")).isEqualTo(StepProgress.NOT_YET);
        assertThat(restore.obstacle(order(), seen(null)))
                .hasValueSatisfying(why -> assertThat(why).contains("no whole snapshot"));
        assertThat(restore.obstacle(order(), seen(null, WHOLE))).isEmpty();
    }

    /** The volume of an earlier try that is gone since is none, and the next try asks EC2 for another one. */
    @Test
    void shouldRestoreAgainWhatWasLostOnceMore() {
        EbsVolume.Observation lost = restoredAs("error", "vol-2");
        EbsVolume.Observation both = new EbsVolume.Observation(
                null,
                List.of(WHOLE),
                List.of(
                        new EbsVolume.Replacement("vol-2", "act_1", volume("error", "gp3", List.of())),
                        new EbsVolume.Replacement("vol-3", "act_1", volume("available", "gp3", List.of()))));
        ActionOrder again =
                new ActionOrder("act_1", order().target(), order().planned(), order().parameters(), null, "act_3");

        assertThat(restore.evaluateProgress(again, lost, lost)).isEqualTo(StepProgress.NOT_YET);
        assertThat(restore.obstacle(again, lost)).isEmpty();
        assertThat(restore.evaluateProgress(again, lost, both)).isEqualTo(StepProgress.DONE);
        assertThat(SnapshotAndDeleteVolume.restoring(again, "snap-1").clientToken())
                .isEqualTo("act_3");
    }

    private static EbsVolume.Observation restoredAs(String state, String id) {
        return new EbsVolume.Observation(
                null, List.of(WHOLE), List.of(new EbsVolume.Replacement(id, "act_1", volume(state, "gp3", List.of()))));
    }

    /** Whatever is written to it then, its snapshot does not hold. */
    @Test
    void shouldGiveUpWhenTheVolumeIsUsedWhileItsSnapshotIsMade() {
        EbsVolume used = volume("in-use", "gp3", List.of("i-9"));

        assertThat(see(snapshot, seen(used, new EbsVolume.Snapshot("snap-1", "pending", 100, "act_1"))))
                .isEqualTo(StepProgress.OVERTAKEN);
        assertThat(see(snapshot, seen(used, WHOLE))).isEqualTo(StepProgress.OVERTAKEN);
        assertThat(see(snapshot, seen(null, WHOLE))).isEqualTo(StepProgress.DONE);
    }

    @Test
    void shouldRestoreTheSameVolume() {
        CreateVolumeRequest request = SnapshotAndDeleteVolume.restoring(order(), "snap-1");

        assertThat(request.snapshotId()).isEqualTo("snap-1");
        assertThat(request.volumeTypeAsString()).isEqualTo("gp3");
        assertThat(request.size()).isEqualTo(100);
        assertThat(request.iops()).isEqualTo(4000);
        assertThat(request.throughput()).isEqualTo(250);
        assertThat(request.availabilityZone()).isEqualTo("us-east-1a");
        assertThat(request.encrypted()).isTrue();
        assertThat(request.kmsKeyId()).isEqualTo("key-1");
        assertThat(request.clientToken()).isEqualTo("act_1");
        assertThat(request.tagSpecifications().get(0).tags())
                .containsExactlyInAnyOrder(
                        tag("Name", "scratch"), tag("gleaner:action", "act_1"), tag("gleaner:restores", "vol-1"));
    }

    /** EC2 shows I/O operations of gp2 too, and refuses to make one with them. */
    @ParameterizedTest
    @ValueSource(strings = {"gp2", "st1", "sc1", "standard"})
    void shouldAskForNoIopsWhereATypeTakesNone(String type) {
        ActionOrder order = new ActionOrder("act_1", order().target(), volume("available", type, List.of()), Map.of());

        assertThat(SnapshotAndDeleteVolume.restoring(order, "snap-1").iops()).isNull();
        assertThat(SnapshotAndDeleteVolume.restoring(order, "snap-1").throughput())
                .isNull();
    }

    @Test
    void shouldNotPlanWhatCannotComeBack() {
        Map<String, String> many =
                IntStream.range(0, 49).boxed().collect(Collectors.toMap(number -> "tag" + number, String::valueOf));

        assertThat(FREE.deletionObstacle()).isEmpty();
        assertThat(volume(many, null, null).deletionObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("too many tags"));
        assertThat(volume(Map.of("kubernetes.io/created-for/pvc/name", "data"), null, null)
                        .deletionObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("claim of a Kubernetes cluster"));
        assertThat(volume(Map.of(), "arn:outpost", null).planningObstacle()).isPresent();
        assertThat(volume(Map.of(), null, "eks").planningObstacle()).isPresent();
    }

    private StepProgress see(ActionStep<EbsVolume.Observation> step, EbsVolume.Observation now) {
        return step.evaluateProgress(order(), BEFORE, now);
    }

    private StepProgress restored(String state, String action) {
        EbsVolume.Observation now = new EbsVolume.Observation(
                null,
                List.of(WHOLE),
                List.of(new EbsVolume.Replacement("vol-2", action, volume(state, "gp3", List.of()))));
        return restore.evaluateProgress(order(), seen(null, WHOLE), now);
    }

    private static EbsVolume.Observation seen(@Nullable EbsVolume volume, EbsVolume.Snapshot... snapshots) {
        return new EbsVolume.Observation(volume, List.of(snapshots), List.of());
    }

    private static ActionOrder order() {
        return new ActionOrder("act_1", Arn.parse("arn:aws:ec2:us-east-1:123456789012:volume/vol-1"), FREE, Map.of());
    }

    private static ActionOrder unfinished() {
        return new ActionOrder("act_1", order().target(), FREE, Map.of(ActionOrder.UNFINISHED, "true"));
    }

    private static EbsVolume volume(String state, String type, List<String> attachments) {
        return new EbsVolume(
                state,
                attachments,
                type,
                100,
                4000,
                250,
                "us-east-1a",
                true,
                "key-1",
                false,
                null,
                null,
                Map.of("Name", "scratch", "aws:backup:source", "x"));
    }

    private static EbsVolume volume(Map<String, String> tags, @Nullable String outpost, @Nullable String operator) {
        return new EbsVolume(
                "available",
                List.of(),
                "gp3",
                100,
                3000,
                125,
                "us-east-1a",
                false,
                null,
                false,
                outpost,
                operator,
                tags);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
