package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.EbsSnapshot;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a snapshot has to be before it is deleted, that it can be restored, and how. */
class DeleteSnapshotTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Arn TARGET = Arn.snapshot("us-east-1", "123456789012", "snap-1");
    private static final Map<String, String> MARKED =
            Map.of("gleaner:deleted", "act_1", "gleaner:recycle-bin", "keep", "Name", "old");
    private static final EbsSnapshot PLANNED = snapshot(Map.of("Name", "old"));
    private static final EbsSnapshot.RetentionRule RULE = rule(true);

    private final ActionDefinition<EbsSnapshot.Observation> action = DeleteSnapshot.action(OfflineClients.create());
    private final ActionStep<EbsSnapshot.Observation> tag = action.steps().get(0);
    private final ActionStep<EbsSnapshot.Observation> rule = action.steps().get(1);
    private final ActionStep<EbsSnapshot.Observation> delete = action.steps().get(2);
    private final ActionDefinition<EbsSnapshot.Observation> undo = DeleteSnapshot.undo(OfflineClients.create());
    private final ActionStep<EbsSnapshot.Observation> restore = undo.steps().get(0);

    @Test
    void shouldDeleteOnlyIntoTheRecycleBin() {
        assertThat(delete.obstacle(order(), seen(snapshot(MARKED), null, RULE))).isEmpty();
        assertThat(delete.obstacle(order(), seen(snapshot(MARKED), null)))
                .hasValueSatisfying(why -> assertThat(why).contains("no retention rule"));
        assertThat(delete.obstacle(order(), seen(snapshot(MARKED), null, rule(false))))
                .as("a rule that does not apply yet")
                .isPresent();
        assertThat(delete.obstacle(order(), seen(PLANNED, null, RULE)))
                .hasValueSatisfying(why -> assertThat(why).contains("does not have the tag"));
        assertThat(delete.isIrreversible()).isTrue();
        assertThat(delete.needsFinding()).isTrue();
        assertThat(rule.delayAfter(order())).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void shouldTagAndUseTheRuleOfAnEarlierAction() {
        assertThat(progress(tag, seen(PLANNED, null))).isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(
                        tag, seen(snapshot(Map.of("gleaner:deleted", "act_9", "gleaner:recycle-bin", "keep")), null)))
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(tag, seen(snapshot(MARKED), null))).isEqualTo(StepProgress.DONE);
        assertThat(DeleteSnapshot.tags(order()).tags()).hasSize(2);

        assertThat(progress(rule, seen(snapshot(MARKED), null))).isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(rule, seen(snapshot(MARKED), null, rule(false)))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(progress(rule, seen(snapshot(MARKED), null, RULE))).isEqualTo(StepProgress.DONE);
    }

    /** Another action has just created it: no second one is made. */
    @Test
    void shouldWaitForARuleThatIsNotAvailableYet() {
        assertThat(rule.delay(order(), seen(snapshot(MARKED), null, rule(false)), NOW))
                .hasValueSatisfying(delay -> assertThat(delay.until()).isEqualTo(NOW.plusSeconds(30)));
        assertThat(rule.delay(order(), seen(snapshot(MARKED), null), NOW)).isEmpty();
        assertThat(rule.delay(order(), seen(snapshot(MARKED), null, RULE, rule(false)), NOW))
                .isEmpty();
    }

    /** What the rule that is created applies to is what the tag step sets. */
    @Test
    void shouldCreateARuleForTheTagThatItSets() {
        var request = DeleteSnapshot.retentionRule();

        assertThat(request.resourceTypeAsString()).isEqualTo("EBS_SNAPSHOT");
        assertThat(request.retentionPeriod().retentionPeriodValue()).isEqualTo(7);
        assertThat(request.retentionPeriod().retentionPeriodUnitAsString()).isEqualTo("DAYS");
        assertThat(request.resourceTags())
                .singleElement()
                .satisfies(pair -> assertThat(DeleteSnapshot.tags(order()).tags())
                        .anySatisfy(set -> {
                            assertThat(set.key()).isEqualTo(pair.resourceTagKey());
                            assertThat(set.value()).isEqualTo(pair.resourceTagValue());
                        }));
    }

    @Test
    void shouldBeDoneOnlyWhenTheRecycleBinShowsIt() {
        EbsSnapshot.Observation before = seen(snapshot(MARKED), null, RULE);

        assertThat(delete.evaluateProgress(order(), before, before)).isEqualTo(StepProgress.NOT_YET);
        assertThat(delete.evaluateProgress(order(), before, seen(null, null))).isEqualTo(StepProgress.NOT_YET);
        assertThat(delete.evaluateProgress(order(), before, seen(null, NOW))).isEqualTo(StepProgress.DONE);
        assertThat(seen(null, null).sentence()).contains("the Recycle Bin does not show it");
        assertThat(seen(null, NOW).state()).contains("until 2026-11-24T12:00:00Z");
        assertThat(tag.evaluateProgress(order(), before, seen(null, null))).isEqualTo(StepProgress.LOST);
        assertThat(tag.evaluateProgress(order(), seen(null, null), seen(null, null)))
                .isEqualTo(StepProgress.NOT_YET);
    }

    @Test
    void shouldStayInEffectWhenItsTimeInTheRecycleBinIsOver() {
        EbsSnapshot.Observation before = seen(PLANNED, null);

        assertThat(action.isInEffect(order(), before, seen(null, NOW))).isTrue();
        assertThat(action.isInEffect(order(), before, seen(null, null))).isTrue();
        assertThat(action.isInEffect(order(), before, before)).isFalse();
        assertThat(action.isPermanent()).isFalse();
    }

    @Test
    void shouldRestoreFromTheRecycleBin() {
        assertThat(progress(restore, seen(null, NOW))).isEqualTo(StepProgress.NOT_YET);
        assertThat(restore.obstacle(order(), seen(null, NOW))).isEmpty();
        assertThat(restore.obstacle(order(), seen(null, null)))
                .hasValueSatisfying(why -> assertThat(why).contains("any more"));
        assertThat(progress(restore, seen(withState("recovering"), null))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(progress(restore, seen(withState("error"), null))).isEqualTo(StepProgress.CONTESTED);
        assertThat(progress(restore, seen(snapshot(MARKED), null))).isEqualTo(StepProgress.DONE);
        assertThat(progress(restore, seen(snapshot(MARKED), NOW)))
                .as("one of both answers is stale")
                .isEqualTo(StepProgress.NOT_YET);
    }

    /** ministryofjustice/modernisation-platform#11224: the deletion of a snapshot that an image uses was attempted. */
    @Test
    void shouldNotTouchWhatIsUsedSharedLockedPendingOrOfSomebodyElse() {
        assertThat(PLANNED.planningObstacle()).isEmpty();
        assertThat(with(List.of("ami-1"), List.of(), null, null).planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("used by ami-1"));
        assertThat(with(List.of(), List.of("210987654321"), null, null).planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("shared with 210987654321"));
        assertThat(with(List.of(), List.of(), "governance", null).planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("locked"));
        assertThat(with(List.of(), List.of(), null, "amazon").planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("belongs to amazon"));
        assertThat(withState("pending").planningObstacle()).isPresent();
        assertThat(withState("error").planningObstacle()).isPresent();
        Map<String, String> many =
                IntStream.range(0, 49).boxed().collect(Collectors.toMap(number -> "tag" + number, String::valueOf));
        assertThat(snapshot(many).planningObstacle()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws:backup:source-resource",
                "aws:dlm:lifecycle-policy-id",
                "dlm:managed",
                "ebs.csi.aws.com/cluster",
                "CSIVolumeSnapshotName",
                "kubernetes.io/created-for/pvc/name",
                "velero.io/backup"
            })
    void shouldLeaveSnapshotsToTheServicesThatMadeThem(String tagKey) {
        assertThat(snapshot(Map.of(tagKey, "x")).planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("manages the snapshot"));
    }

    /** Its own tags are no change; anything else is. */
    @Test
    void shouldRefuseASnapshotThatIsNotTheOneThatWasPlanned() {
        assertThat(snapshot(MARKED).changedSince(PLANNED)).isEmpty();
        assertThat(PLANNED.canonical()).isEqualTo(snapshot(MARKED).canonical());
        assertThat(snapshot(Map.of("Name", "new")).changedSince(PLANNED)).isPresent();
        EbsSnapshot younger = new EbsSnapshot(
                "completed", "vol-1", 8, NOW, null, false, List.of(), List.of(), null, Map.of("Name", "old"));
        assertThat(younger.changedSince(PLANNED))
                .hasValueSatisfying(why -> assertThat(why).contains("planned was one of " + STARTED));
    }

    @Test
    void shouldTellWhatIsLost() {
        assertThat(action.isReversible(new Remedy("delete-snapshot", Map.of(), true, List.of(), "")))
                .isFalse();
        assertThat(action.irreversibleEffects(PLANNED, Map.of())).hasSize(1);
        assertThat(action.irreversibleEffects(snapshot(Map.of("gleaner:action", "act_7")), Map.of()))
                .anySatisfy(effect -> assertThat(effect).contains("act_7"));
    }

    /** Whatever the state: nothing is deleted that any of the conditions protects. */
    @SeededTest(500)
    void shouldDeleteNothingThatAConditionProtects(long seed) {
        Random random = new Random(seed);
        boolean isUsed = oneIn(random, 6);
        boolean isShared = oneIn(random, 6);
        boolean isLocked = oneIn(random, 6);
        boolean isOther = oneIn(random, 6);
        boolean isComplete = !oneIn(random, 6);
        boolean isManaged = oneIn(random, 6);
        boolean isMarked = !oneIn(random, 6);
        boolean isCovered = !oneIn(random, 6);
        boolean isYounger = oneIn(random, 6);
        Map<String, String> tags = new HashMap<>(isMarked ? MARKED : Map.of("Name", "old"));
        if (isManaged) {
            tags.put("aws:backup:source-resource", "x");
        }
        EbsSnapshot shown = new EbsSnapshot(
                isComplete ? "completed" : "pending",
                "vol-1",
                8,
                isYounger ? NOW : STARTED,
                isOther ? "account 2" : null,
                false,
                isUsed ? List.of("ami-1") : List.of(),
                isShared ? List.of("all") : List.of(),
                isLocked ? "compliance" : null,
                tags);
        EbsSnapshot.Observation now = isCovered ? seen(shown, null, RULE) : seen(shown, null, rule(false));

        boolean isAllowed = !isUsed
                && !isShared
                && !isLocked
                && !isOther
                && isComplete
                && !isManaged
                && isMarked
                && isCovered
                && !isYounger;
        assertThat(delete.obstacle(order(), now).isEmpty()).isEqualTo(isAllowed);
    }

    private static boolean oneIn(Random random, int count) {
        return random.nextInt(count) == 0;
    }

    private static StepProgress progress(ActionStep<EbsSnapshot.Observation> step, EbsSnapshot.Observation now) {
        return step.evaluateProgress(order(), seen(PLANNED, null), now);
    }

    private static ActionOrder order() {
        return new ActionOrder("act_1", TARGET, PLANNED, Map.of());
    }

    private static EbsSnapshot.Observation seen(
            @Nullable EbsSnapshot snapshot, @Nullable Instant recycledUntil, EbsSnapshot.RetentionRule... rules) {
        return new EbsSnapshot.Observation(snapshot, recycledUntil, List.of(rules));
    }

    private static EbsSnapshot.RetentionRule rule(boolean available) {
        return new EbsSnapshot.RetentionRule(
                available ? "r-1" : "r-2",
                available,
                7,
                List.of(new EbsSnapshot.RetentionRule.TagPair("gleaner:recycle-bin", "keep")),
                List.of());
    }

    private static EbsSnapshot snapshot(Map<String, String> tags) {
        return new EbsSnapshot("completed", "vol-1", 8, STARTED, null, false, List.of(), List.of(), null, tags);
    }

    private static EbsSnapshot withState(String state) {
        return new EbsSnapshot(
                state, "vol-1", 8, STARTED, null, false, List.of(), List.of(), null, Map.of("Name", "old"));
    }

    private static EbsSnapshot with(
            List<String> images, List<String> sharedWith, @Nullable String lock, @Nullable String otherOwner) {
        return new EbsSnapshot(
                "completed", "vol-1", 8, STARTED, otherOwner, false, images, sharedWith, lock, Map.of("Name", "old"));
    }
}
