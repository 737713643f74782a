package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.EbsSnapshot;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.contracts.finding.RemedyAction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.rbin.RbinAsyncClient;
import software.amazon.awssdk.services.rbin.model.CreateRuleRequest;
import software.amazon.awssdk.services.rbin.model.ResourceType;
import software.amazon.awssdk.services.rbin.model.RetentionPeriodUnit;

/**
 * Deletes a snapshot that no image uses, after a retention rule of the Recycle Bin covers it, so that it can be restored
 * for at least a week. If no rule does, the action creates one for the tag that it sets; later actions in the region use
 * the same rule.
 */
final class DeleteSnapshot {

    private static final String NAME = RemedyAction.DELETE_SNAPSHOT.id();
    private static final String UNDO = "restore-snapshot";

    private static final String OVERTAKEN = "the snapshot was changed concurrently";

    /** How often a rule is read that is not available yet. */
    private static final Duration REREAD = Duration.ofSeconds(30);

    /**
     * The tags and rules that the Recycle Bin applies may be older than those that are shown; a minute before the
     * deletion costs nothing.
     */
    private static final Duration SETTLE = Duration.ofMinutes(1);

    private DeleteSnapshot() {}

    @Singleton
    static ActionDefinition<EbsSnapshot.Observation> action(ActuatorAwsClients clients) {
        return ActionDefinition.of(NAME, EbsSnapshot.TYPE)
                .undoneBy(UNDO)
                .loses((snapshot, parameters) -> lost(snapshot))
                // Also when its time in the Recycle Bin is over.
                .isInEffect((order, before, now) -> now.snapshot() == null)
                .build(tag(clients), createRetentionRule(clients), delete(clients));
    }

    /** Restores the snapshot from the Recycle Bin. Its tags stay. */
    @Singleton
    static ActionDefinition<EbsSnapshot.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, EbsSnapshot.TYPE)
                .build(CallStep.on(EbsSnapshot.TYPE, UNDO, "ec2:RestoreSnapshotFromRecycleBin")
                        .sends((order, before) -> clients.ec2(order.target())
                                .restoreSnapshotFromRecycleBin(request ->
                                        request.snapshotId(order.target().id())))
                        .progress((order, before, now) -> undoProgress(now))
                        .overtaken("the snapshot was not restored")
                        .unless((order, now) -> now.snapshot() != null || now.isRecycled()
                                ? Optional.empty()
                                : Optional.of("the Recycle Bin does not show the snapshot any more"))
                        .build());
    }

    private static List<String> lost(EbsSnapshot planned) {
        List<String> effects = new ArrayList<>();
        effects.add("everything, once its time in the Recycle Bin is over (at least "
                + EbsSnapshot.RetentionRule.LEAST_DAYS + " days, at the same price)");
        if (planned.tags().containsKey(GleanerTagKeys.ACTION)) {
            effects.add("meanwhile, the undo of the action that made the snapshot, "
                    + planned.tags().get(GleanerTagKeys.ACTION));
        }
        if (planned.archived()) {
            effects.add("the price of what is left of the 90 days for which an archived snapshot is charged at least");
        }
        return effects;
    }

    /** Sets the tags to which Gleaner's retention rule applies. Gleaner may delete only snapshots that have them. */
    private static CallStep<EbsSnapshot.Observation> tag(ActuatorAwsClients clients) {
        return step(
                        "tag-snapshot",
                        "ec2:CreateTags",
                        (order, now) -> isMarked(order, now) ? StepProgress.DONE : StepProgress.NOT_YET)
                .sends((order, before) -> clients.ec2(order.target()).createTags(tags(order)))
                .build();
    }

    static CreateTagsRequest tags(ActionOrder order) {
        return CreateTagsRequest.builder()
                .resources(order.target().id())
                .tags(tag(GleanerTagKeys.DELETED, order.action()), tag(GleanerTagKeys.RECYCLE_BIN, GleanerTagKeys.KEEP))
                .build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /**
     * Creates the retention rule, unless one applies already. Two actions at the same time may create two equal rules, of
     * which one has no effect.
     */
    private static CallStep<EbsSnapshot.Observation> createRetentionRule(ActuatorAwsClients clients) {
        return step("create-retention-rule", "rbin:CreateRule", (order, now) -> covered(now))
                .sends((order, before) -> clients.forChanges(
                                RbinAsyncClient.class, RbinAsyncClient::builder, order.target())
                        .createRule(retentionRule()))
                .notIdempotent()
                // Another action may have created the rule a moment ago.
                .waitsFor((order, now, time) -> now.isAboutToBeCovered()
                        ? Optional.of(new ActionStep.StepDelay(
                                "the retention rule of the Recycle Bin is not available yet", time.plus(REREAD)))
                        : Optional.empty())
                .thenRests(order -> SETTLE)
                .build();
    }

    /** For a tag with its value, because a rule for any value of a key is not documented. */
    static CreateRuleRequest retentionRule() {
        return CreateRuleRequest.builder()
                .resourceType(ResourceType.EBS_SNAPSHOT)
                .description("Keeps the snapshots that Gleaner deletes, so that they can be restored")
                .resourceTags(
                        tag -> tag.resourceTagKey(GleanerTagKeys.RECYCLE_BIN).resourceTagValue(GleanerTagKeys.KEEP))
                .retentionPeriod(period -> period.retentionPeriodUnit(RetentionPeriodUnit.DAYS)
                        .retentionPeriodValue(EbsSnapshot.RetentionRule.LEAST_DAYS))
                .build();
    }

    private static StepProgress covered(EbsSnapshot.Observation now) {
        if (now.isCovered()) {
            return StepProgress.DONE;
        }
        return now.isAboutToBeCovered() ? StepProgress.UNDER_WAY : StepProgress.NOT_YET;
    }

    /** Deletes the snapshot; done when EC2 does not know it any more and the Recycle Bin shows it. */
    private static CallStep<EbsSnapshot.Observation> delete(ActuatorAwsClients clients) {
        return CallStep.on(EbsSnapshot.TYPE, "delete-snapshot", "ec2:DeleteSnapshot")
                .sends((order, before) -> clients.ec2(order.target())
                        .deleteSnapshot(
                                request -> request.snapshotId(order.target().id())))
                .progress((order, before, now) ->
                        now.snapshot() == null && now.isRecycled() ? StepProgress.DONE : StepProgress.NOT_YET)
                .overtaken(OVERTAKEN)
                .unless(DeleteSnapshot::obstacleToDeletion)
                .irreversible()
                .whileFindingIsOpen()
                .build();
    }

    private static Optional<String> obstacleToDeletion(ActionOrder order, EbsSnapshot.Observation now) {
        return now.snapshot() == null && now.isRecycled()
                ? Optional.empty()
                : StepObstacle.notAsPlanned(order, now).or(() -> notKept(order, now));
    }

    private static Optional<String> notKept(ActionOrder order, EbsSnapshot.Observation now) {
        if (!isMarked(order, now)) {
            return Optional.of("the snapshot does not have the tag " + GleanerTagKeys.DELETED + " of this action");
        }
        return now.isCovered()
                ? Optional.empty()
                : Optional.of("no retention rule of the Recycle Bin would keep the snapshot for "
                        + EbsSnapshot.RetentionRule.LEAST_DAYS + " days");
    }

    private static boolean isMarked(ActionOrder order, EbsSnapshot.Observation now) {
        return now.snapshot() != null && now.snapshot().isMarkedBy(order.action());
    }

    /** While the Recycle Bin shows the snapshot too, one of both answers is stale. */
    private static StepProgress undoProgress(EbsSnapshot.Observation now) {
        EbsSnapshot snapshot = now.snapshot();
        if (snapshot == null || now.isRecycled()) {
            return StepProgress.NOT_YET;
        }
        if (snapshot.isCompleted()) {
            return StepProgress.DONE;
        }
        return snapshot.isComing() ? StepProgress.UNDER_WAY : StepProgress.CONTESTED;
    }

    /**
     * A step on a snapshot that still exists and is as planned. An answer that the snapshot does not exist counts if it did before.
     *
     * @param progress while EC2 shows the snapshot
     */
    private static CallStep.Builder<EbsSnapshot.Observation> step(
            String name, String call, BiFunction<ActionOrder, EbsSnapshot.Observation, StepProgress> progress) {
        return CallStep.on(EbsSnapshot.TYPE, name, call)
                .progress((order, before, now) -> {
                    if (now.snapshot() == null) {
                        return before.snapshot() == null ? StepProgress.NOT_YET : StepProgress.LOST;
                    }
                    return progress.apply(order, now);
                })
                .overtaken(OVERTAKEN)
                .unless(StepObstacle::notAsPlanned);
    }
}
