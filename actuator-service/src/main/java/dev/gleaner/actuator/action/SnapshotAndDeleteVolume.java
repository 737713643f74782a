package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.EbsVolume;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.contracts.finding.RemedyAction;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Deletes an unattached volume after a snapshot of its content has been completed. */
final class SnapshotAndDeleteVolume {

    private static final String NAME = RemedyAction.SNAPSHOT_AND_DELETE_VOLUME.id();
    private static final String UNDO = "restore-volume";

    /** A snapshot of terabytes takes hours, and waiting loses nothing. */
    private static final Duration PATIENCE = Duration.ofHours(24);

    /**
     * Largest age of the snapshot, since CloudWatch may have dropped older values. Source: CloudWatch User Guide,
     * "Metrics retention" (5 minutes: 63 days).
     */
    private static final Duration OLDEST = Duration.ofDays(30);

    /** EC2 also returns I/O operations for the other types, but refuses a request that contains them. */
    private static final Set<String> WITH_IOPS = Set.of("io1", "io2", "gp3");

    private static final String WITH_THROUGHPUT = "gp3";

    private SnapshotAndDeleteVolume() {}

    @Singleton
    static ActionDefinition<EbsVolume.Observation> action(ActuatorAwsClients clients) {
        return ActionDefinition.of(NAME, EbsVolume.TYPE)
                .undoneBy(UNDO)
                .loses(RemedyAction.SNAPSHOT_AND_DELETE_VOLUME.losses())
                .plannedUnless((volume, parameters) -> volume.deletionObstacle())
                // EC2 never assigns a volume id again.
                .forEver()
                .build(createSnapshot(clients), deleteVolume(clients));
    }

    /**
     * Creates a volume that equals the one that was deleted, except for its id. The snapshot is kept, because an image may use it
     * by now (ministryofjustice/modernisation-platform#11224) and because it is the only proven copy until somebody has checked the
     * volume.
     */
    @Singleton
    static ActionDefinition<EbsVolume.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, EbsVolume.TYPE).build(createVolume(clients));
    }

    /**
     * Creates a snapshot of the volume. CreateSnapshot accepts no client token. The snapshot is created with a tag that
     * contains the id of the action, so a repeated attempt after a crash finds it and creates no second one, unless AWS
     * lists the snapshot later than the step waits (kubernetes-sigs/cluster-api-provider-aws#2915).
     */
    private static ActionStep<EbsVolume.Observation> createSnapshot(ActuatorAwsClients clients) {
        return CallStep.on(EbsVolume.TYPE, "create-snapshot", "ec2:CreateSnapshot")
                .sends((order, before) -> clients.ec2(order.target()).createSnapshot(snapshotRequest(order)))
                .notIdempotent()
                .within(PATIENCE)
                .progress((order, before, now) -> snapshotProgress(order, now))
                .overtaken("the snapshot was not completed, or the volume was attached meanwhile, so it is left alone")
                .unless(SnapshotAndDeleteVolume::notAsPlanned)
                .build();
    }

    static CreateSnapshotRequest snapshotRequest(ActionOrder order) {
        Map<String, String> tags =
                Ec2TagMapper.inheritedTags(order.planned().tags(), Map.of(GleanerTagKeys.ACTION, order.action()));
        return CreateSnapshotRequest.builder()
                .volumeId(order.target().id())
                .description("What was in " + order.target().id() + " before it was deleted by " + order.action())
                .tagSpecifications(Ec2TagMapper.specification(ResourceType.SNAPSHOT, tags))
                .build();
    }

    private static StepProgress snapshotProgress(ActionOrder order, EbsVolume.Observation now) {
        Optional<EbsVolume.Snapshot> ours = now.snapshot(order.action());
        if (ours.isEmpty()) {
            return StepProgress.NOT_YET;
        }
        if (!ours.get().isCompleted() && !ours.get().isPending()) {
            return StepProgress.CONTESTED;
        }
        if (isUsed(now)) {
            return StepProgress.OVERTAKEN;
        }
        return ours.get().isCompleted() ? StepProgress.DONE : StepProgress.UNDER_WAY;
    }

    /** An attached volume may receive writes that the snapshot does not contain. */
    private static boolean isUsed(EbsVolume.Observation now) {
        return now.volume() != null
                && now.volume().reasonNotFree().isPresent()
                && !now.volume().isEnding();
    }

    /** Deletes a volume after EC2 has shown a complete snapshot that the same action created. */
    private static ActionStep<EbsVolume.Observation> deleteVolume(ActuatorAwsClients clients) {
        EbsVolume.WriteMetricReader writes = new EbsVolume.WriteMetricReader(clients);
        return CallStep.on(EbsVolume.TYPE, "delete-volume", "ec2:DeleteVolume")
                .checks((order, before) -> writeObjection(writes, order, before))
                .sends((order, before) -> clients.ec2(order.target())
                        .deleteVolume(request -> request.volumeId(order.target().id())))
                .progress(SnapshotAndDeleteVolume::deletion)
                .overtaken("the volume was attached concurrently")
                .unless((order, now) -> deletion(order, now, now) == StepProgress.DONE
                        ? Optional.empty()
                        : notAsPlanned(order, now).or(() -> notPutAside(order, now)))
                .irreversible()
                .whileFindingIsOpen()
                .build();
    }

    /**
     * Detects writes to a volume that was attached and detached again since its snapshot, which only the metrics show.
     */
    private static Uni<Optional<String>> writeObjection(
            EbsVolume.WriteMetricReader writes, ActionOrder order, EbsVolume.Observation before) {
        Instant started =
                before.snapshot(order.action()).map(EbsVolume.Snapshot::started).orElse(null);
        if (started == null || started.isBefore(Instant.now().minus(OLDEST))) {
            return Uni.createFrom()
                    .item(Optional.of("it is not known whether the volume was written to since its snapshot, begun at "
                            + started));
        }
        return writes.countWritesSince(started, order.target()).map(known -> writeObjection(known, started));
    }

    private static Optional<String> writeObjection(Optional<Double> writes, Instant started) {
        if (writes.isEmpty()) {
            return Optional.of("CloudWatch does not show whether the volume was written to since its snapshot");
        }
        return writes.get() > 0
                ? Optional.of("the volume was written to since its snapshot was begun at " + started
                        + ": the snapshot does not hold that")
                : Optional.empty();
    }

    private static StepProgress deletion(ActionOrder order, EbsVolume.Observation before, EbsVolume.Observation now) {
        EbsVolume volume = now.volume();
        if (volume == null) {
            return isKnown(order, before, now) ? StepProgress.DONE : StepProgress.NOT_YET;
        }
        if (volume.isEnding()) {
            return StepProgress.DONE;
        }
        return volume.reasonNotFree().isPresent() ? StepProgress.CONTESTED : StepProgress.NOT_YET;
    }

    /**
     * An answer that the volume does not exist counts only if EC2 showed the volume before, or shows the snapshot of
     * this action.
     */
    private static boolean isKnown(ActionOrder order, EbsVolume.Observation before, EbsVolume.Observation now) {
        return before.volume() != null || now.snapshot(order.action()).isPresent();
    }

    private static Optional<String> notPutAside(ActionOrder order, EbsVolume.Observation now) {
        boolean whole = now.snapshot(order.action())
                .filter(EbsVolume.Snapshot::isCompleted)
                .filter(snapshot -> snapshot.size()
                        == EbsVolume.TYPE.planned(order.planned()).size())
                .isPresent();
        return whole
                ? Optional.empty()
                : Optional.of("EC2 shows no whole snapshot of the volume that action " + order.action() + " made");
    }

    /** Creates a volume from the snapshot of an action, with the properties that were planned. */
    private static ActionStep<EbsVolume.Observation> createVolume(ActuatorAwsClients clients) {
        return CallStep.on(EbsVolume.TYPE, "create-volume", "ec2:CreateVolume")
                .sends((order, before) -> {
                    String snapshot = before.snapshot(order.action())
                            .map(EbsVolume.Snapshot::id)
                            .orElseThrow();
                    return clients.ec2(order.target()).createVolume(restoring(order, snapshot));
                })
                .progress(SnapshotAndDeleteVolume::creation)
                .overtaken("the volume was not created; its snapshot still exists")
                .unless(SnapshotAndDeleteVolume::obstacleToCreation)
                .build();
    }

    /**
     * With the client token, EC2 returns the same volume for a repeated call of the same action. A second undo has
     * another token, because EC2 would return the volume of the first undo, which may have been deleted since.
     */
    static CreateVolumeRequest restoring(ActionOrder order, String snapshot) {
        EbsVolume planned = EbsVolume.TYPE.planned(order.planned());
        Map<String, String> tags = order.tagsOfRestored();
        return CreateVolumeRequest.builder()
                .snapshotId(snapshot)
                .availabilityZone(planned.zone())
                .volumeType(planned.type())
                .size(planned.size())
                .iops(WITH_IOPS.contains(planned.type()) ? planned.iops() : null)
                .throughput(WITH_THROUGHPUT.equals(planned.type()) ? planned.throughput() : null)
                .encrypted(planned.encrypted() ? Boolean.TRUE : null)
                .kmsKeyId(planned.encrypted() ? planned.key() : null)
                .multiAttachEnabled(planned.multiAttach() ? Boolean.TRUE : null)
                .clientToken(order.id())
                .tagSpecifications(Ec2TagMapper.specification(ResourceType.VOLUME, tags))
                .build();
    }

    /** If the deletion was not carried out, the original volume still exists and nothing has to be restored. */
    private static StepProgress creation(ActionOrder order, EbsVolume.Observation before, EbsVolume.Observation now) {
        if (isThere(now) && order.isUnfinished()) {
            return StepProgress.DONE;
        }
        return now.restored(order.action(), before)
                .map(restored -> creation(restored.volume()))
                .orElse(StepProgress.NOT_YET);
    }

    private static boolean isThere(EbsVolume.Observation now) {
        return now.volume() != null && !now.volume().isEnding();
    }

    private static StepProgress creation(EbsVolume restored) {
        if (restored.isThere()) {
            return StepProgress.DONE;
        }
        return restored.isComing() ? StepProgress.UNDER_WAY : StepProgress.CONTESTED;
    }

    private static Optional<String> obstacleToCreation(ActionOrder order, EbsVolume.Observation now) {
        if (creation(order, now, now) != StepProgress.NOT_YET) {
            return Optional.empty();
        }
        if (isThere(now)) {
            return Optional.of("EC2 shows the volume itself, which may be stale: there is nothing to restore");
        }
        return now.snapshot(order.action())
                        .filter(EbsVolume.Snapshot::isCompleted)
                        .isPresent()
                ? Optional.empty()
                : Optional.of("EC2 shows no whole snapshot that action " + order.action() + " made");
    }

    /** Why the volume must not be changed; empty when it is free and still as planned. */
    private static Optional<String> notAsPlanned(ActionOrder order, EbsVolume.Observation now) {
        return now.subject()
                .planningObstacle()
                .or(() -> now.volume() == null ? Optional.empty() : now.volume().deletionObstacle())
                .or(() -> now.subject().changedSince(order.planned()));
    }
}
