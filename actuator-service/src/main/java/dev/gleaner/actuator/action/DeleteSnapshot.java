package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.EbsSnapshot;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.rbin.model.CreateRuleRequest;
import software.amazon.awssdk.services.rbin.model.ResourceType;
import software.amazon.awssdk.services.rbin.model.RetentionPeriodUnit;

/**
 * Deletes a snapshot that no image uses, after a retention rule of the Recycle Bin covers it, so that it can be restored
 * for at least a week. If no rule does, the action creates one for the tag that it sets; later actions in the region use
 * the same rule.
 */
@Singleton
public class DeleteSnapshot implements ActionClass {

    private final List<ActionStep<ResourceObservation>> steps;

    DeleteSnapshot(ActuatorAwsClients clients) {
        this.steps = List.of(new TagStep(clients), new RetentionRuleStep(clients), new DeleteStep(clients));
    }

    @Override
    public String name() {
        return "delete-snapshot";
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.SNAPSHOT;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(RestoreSnapshot.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        List<String> effects = new ArrayList<>();
        effects.add("everything, once its time in the Recycle Bin is over (at least "
                + EbsSnapshot.RetentionRule.LEAST_DAYS + " days, at the same price)");
        if (planned.tags().containsKey(GleanerTagKeys.ACTION)) {
            effects.add("meanwhile, the undo of the action that made the snapshot, "
                    + planned.tags().get(GleanerTagKeys.ACTION));
        }
        if (planned instanceof EbsSnapshot snapshot && snapshot.archived()) {
            effects.add("the price of what is left of the 90 days for which an archived snapshot is charged at least");
        }
        return effects;
    }

    @Override
    public List<ActionStep<ResourceObservation>> steps() {
        return steps;
    }

    /** Also when its time in the Recycle Bin is over. */
    @Override
    public boolean isInEffect(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return ((EbsSnapshot.Observation) now).snapshot() == null;
    }

    /** Sets the tags to which Gleaner's retention rule applies. Gleaner may delete only snapshots that have them. */
    static final class TagStep extends SnapshotStep {

        TagStep(ActuatorAwsClients clients) {
            super(clients);
        }

        @Override
        public String name() {
            return "tag-snapshot";
        }

        @Override
        public String call() {
            return "ec2:CreateTags";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(
                            () -> clients().ec2(order.target()).createTags(request(order)))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        static CreateTagsRequest request(ActionOrder order) {
            return CreateTagsRequest.builder()
                    .resources(order.target().id())
                    .tags(
                            tag(GleanerTagKeys.DELETED, order.action()),
                            tag(GleanerTagKeys.RECYCLE_BIN, GleanerTagKeys.KEEP))
                    .build();
        }

        private static Tag tag(String key, String value) {
            return Tag.builder().key(key).value(value).build();
        }

        @Override
        StepProgress progress(ActionOrder order, EbsSnapshot snapshot, EbsSnapshot.Observation now) {
            return snapshot.isMarkedBy(order.action()) ? StepProgress.DONE : StepProgress.NOT_YET;
        }
    }

    /**
     * Creates the retention rule, unless one applies already. Two actions at the same time may create two equal rules, of
     * which one has no effect.
     */
    static final class RetentionRuleStep extends SnapshotStep {

        /** How often a rule is read that is not available yet. */
        private static final Duration REREAD = Duration.ofSeconds(30);

        /**
         * The tags and rules that the Recycle Bin applies may be older than those that are shown; a minute before the
         * deletion costs nothing.
         */
        private static final Duration SETTLE = Duration.ofMinutes(1);

        RetentionRuleStep(ActuatorAwsClients clients) {
            super(clients);
        }

        @Override
        public String name() {
            return "create-retention-rule";
        }

        @Override
        public String call() {
            return "rbin:CreateRule";
        }

        @Override
        public boolean isIdempotent() {
            return false;
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(
                            () -> clients().recycleBin(order.target()).createRule(request()))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        /** For a tag with its value, because a rule for any value of a key is not documented. */
        static CreateRuleRequest request() {
            return CreateRuleRequest.builder()
                    .resourceType(ResourceType.EBS_SNAPSHOT)
                    .description("Keeps the snapshots that Gleaner deletes, so that they can be restored")
                    .resourceTags(tag ->
                            tag.resourceTagKey(GleanerTagKeys.RECYCLE_BIN).resourceTagValue(GleanerTagKeys.KEEP))
                    .retentionPeriod(period -> period.retentionPeriodUnit(RetentionPeriodUnit.DAYS)
                            .retentionPeriodValue(EbsSnapshot.RetentionRule.LEAST_DAYS))
                    .build();
        }

        @Override
        StepProgress progress(ActionOrder order, EbsSnapshot snapshot, EbsSnapshot.Observation now) {
            if (now.isCovered()) {
                return StepProgress.DONE;
            }
            return now.isAboutToBeCovered() ? StepProgress.UNDER_WAY : StepProgress.NOT_YET;
        }

        /** Another action may have created the rule a moment ago. */
        @Override
        public Optional<StepDelay> delay(ActionOrder order, ResourceObservation now, Instant time) {
            return ((EbsSnapshot.Observation) now).isAboutToBeCovered()
                    ? Optional.of(new StepDelay(
                            "the retention rule of the Recycle Bin is not available yet", time.plus(REREAD)))
                    : Optional.empty();
        }

        @Override
        public Duration delayAfter(ActionOrder order) {
            return SETTLE;
        }
    }

    /** Deletes the snapshot; done when EC2 does not know it any more and the Recycle Bin shows it. */
    static final class DeleteStep extends SnapshotStep {

        DeleteStep(ActuatorAwsClients clients) {
            super(clients);
        }

        @Override
        public String name() {
            return "delete-snapshot";
        }

        @Override
        public String call() {
            return "ec2:DeleteSnapshot";
        }

        @Override
        public boolean isIrreversible() {
            return true;
        }

        @Override
        public boolean needsFinding() {
            return true;
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients()
                            .ec2(order.target())
                            .deleteSnapshot(
                                    request -> request.snapshotId(order.target().id())))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        @Override
        StepProgress withoutSnapshot(EbsSnapshot.Observation before, EbsSnapshot.Observation now) {
            return now.isRecycled() ? StepProgress.DONE : StepProgress.NOT_YET;
        }

        @Override
        StepProgress progress(ActionOrder order, EbsSnapshot snapshot, EbsSnapshot.Observation now) {
            return StepProgress.NOT_YET;
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            EbsSnapshot.Observation shown = (EbsSnapshot.Observation) now;
            if (shown.snapshot() == null && shown.isRecycled()) {
                return Optional.empty();
            }
            return super.obstacle(order, now).or(() -> notKept(order, shown));
        }

        private static Optional<String> notKept(ActionOrder order, EbsSnapshot.Observation now) {
            if (now.snapshot() == null || !now.snapshot().isMarkedBy(order.action())) {
                return Optional.of("the snapshot does not have the tag " + GleanerTagKeys.DELETED + " of this action");
            }
            return now.isCovered()
                    ? Optional.empty()
                    : Optional.of("no retention rule of the Recycle Bin would keep the snapshot for "
                            + EbsSnapshot.RetentionRule.LEAST_DAYS + " days");
        }
    }

    /** Restores the snapshot from the Recycle Bin: the undo of {@link DeleteSnapshot}. Its tags stay. */
    @Singleton
    public static class RestoreSnapshot implements SingleStepAction {

        static final String NAME = "restore-snapshot";

        private final ActuatorAwsClients clients;

        RestoreSnapshot(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.SNAPSHOT;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean needsIdleness() {
            return false;
        }

        @Override
        public String call() {
            return "ec2:RestoreSnapshotFromRecycleBin";
        }

        @Override
        public String overtakenMessage() {
            return "the snapshot was not restored";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.ec2(order.target())
                            .restoreSnapshotFromRecycleBin(
                                    request -> request.snapshotId(order.target().id())))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        /** While the Recycle Bin shows the snapshot too, one of both answers is stale. */
        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            EbsSnapshot.Observation shown = (EbsSnapshot.Observation) now;
            EbsSnapshot snapshot = shown.snapshot();
            if (snapshot == null || shown.isRecycled()) {
                return StepProgress.NOT_YET;
            }
            if (snapshot.isCompleted()) {
                return StepProgress.DONE;
            }
            return snapshot.isComing() ? StepProgress.UNDER_WAY : StepProgress.CONTESTED;
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            EbsSnapshot.Observation shown = (EbsSnapshot.Observation) now;
            return shown.snapshot() != null || shown.isRecycled()
                    ? Optional.empty()
                    : Optional.of("the Recycle Bin does not show the snapshot any more");
        }
    }

    /** A step on a snapshot that still exists and is as planned. */
    abstract static class SnapshotStep implements ActionStep<ResourceObservation> {

        private final ActuatorAwsClients clients;

        SnapshotStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        final ActuatorAwsClients clients() {
            return clients;
        }

        /** The progress of the step while EC2 shows the snapshot. */
        abstract StepProgress progress(ActionOrder order, EbsSnapshot snapshot, EbsSnapshot.Observation now);

        /** The progress of the step when EC2 answers that the snapshot does not exist, which counts if it did before. */
        StepProgress withoutSnapshot(EbsSnapshot.Observation before, EbsSnapshot.Observation now) {
            return before.snapshot() == null ? StepProgress.NOT_YET : StepProgress.LOST;
        }

        @Override
        public String overtakenMessage() {
            return "the snapshot was changed concurrently";
        }

        @Override
        public final StepProgress evaluateProgress(
                ActionOrder order, ResourceObservation before, ResourceObservation now) {
            EbsSnapshot.Observation shown = (EbsSnapshot.Observation) now;
            return shown.snapshot() == null
                    ? withoutSnapshot((EbsSnapshot.Observation) before, shown)
                    : progress(order, shown.snapshot(), shown);
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            return now.subject().planningObstacle().or(() -> now.subject().changedSince(order.planned()));
        }
    }
}
