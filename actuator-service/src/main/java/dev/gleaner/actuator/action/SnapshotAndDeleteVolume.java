package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.EbsVolume;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Deletes an unattached volume after a snapshot of its content has been completed. */
@Singleton
public class SnapshotAndDeleteVolume implements ActionClass {

    private final List<ActionStep<ResourceObservation>> steps;

    SnapshotAndDeleteVolume(ActuatorAwsClients clients) {
        this.steps = List.of(new CreateSnapshotStep(clients), new DeleteVolumeStep(clients));
    }

    @Override
    public String name() {
        return "snapshot-and-delete-volume";
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.VOLUME;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(RestoreVolume.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    /** EC2 never assigns a volume id again. */
    @Override
    public boolean isPermanent() {
        return true;
    }

    @Override
    public List<ActionStep<ResourceObservation>> steps() {
        return steps;
    }

    @Override
    public Optional<String> planningObstacle(ResourceSnapshot planned, Map<String, String> parameters) {
        return ((EbsVolume) planned).deletionObstacle();
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of(
                "the id of the volume, and with it what refers to it: later attachments, templates, claims of a"
                        + " cluster",
                "the speed of the first reads, which come from the snapshot",
                "the cost of the snapshot, which remains until it is deleted");
    }

    /**
     * Creates a snapshot of the volume. CreateSnapshot accepts no client token. The snapshot is created with a tag that
     * contains the id of the action, so a repeated attempt after a crash finds it and creates no second one, unless AWS
     * lists the snapshot later than the step waits (kubernetes-sigs/cluster-api-provider-aws#2915).
     */
    static final class CreateSnapshotStep extends VolumeStep {

        /** A snapshot of terabytes takes hours, and waiting loses nothing. */
        private static final Duration PATIENCE = Duration.ofHours(24);

        CreateSnapshotStep(ActuatorAwsClients clients) {
            super(clients);
        }

        @Override
        public String name() {
            return "create-snapshot";
        }

        @Override
        public String call() {
            return "ec2:CreateSnapshot";
        }

        @Override
        public boolean isIdempotent() {
            return false;
        }

        @Override
        public String overtakenMessage() {
            return "the snapshot was not completed, or the volume was attached meanwhile, so it is left alone";
        }

        @Override
        public Optional<Duration> observationTimeout() {
            return Optional.of(PATIENCE);
        }

        @Override
        CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, EbsVolume.Observation before) {
            return ec2.createSnapshot(request(order));
        }

        static CreateSnapshotRequest request(ActionOrder order) {
            Map<String, String> tags =
                    Ec2TagMapper.inheritedTags(order.planned().tags(), Map.of(GleanerTagKeys.ACTION, order.action()));
            return CreateSnapshotRequest.builder()
                    .volumeId(order.target().id())
                    .description("What was in " + order.target().id() + " before it was deleted by " + order.action())
                    .tagSpecifications(Ec2TagMapper.specification(ResourceType.SNAPSHOT, tags))
                    .build();
        }

        @Override
        StepProgress evaluateProgress(ActionOrder order, EbsVolume.Observation before, EbsVolume.Observation now) {
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

        @Override
        Optional<String> obstacle(ActionOrder order, EbsVolume.Observation now) {
            return notAsPlanned(order, now);
        }
    }

    /** Deletes a volume after EC2 has shown a complete snapshot that the same action created. */
    static final class DeleteVolumeStep extends VolumeStep {

        /**
         * Largest age of the snapshot, since CloudWatch may have dropped older values. Source: CloudWatch User Guide,
         * "Metrics retention" (5 minutes: 63 days).
         */
        private static final Duration OLDEST = Duration.ofDays(30);

        private final EbsVolume.WriteMetricReader writes;

        DeleteVolumeStep(ActuatorAwsClients clients) {
            super(clients);
            this.writes = new EbsVolume.WriteMetricReader(clients);
        }

        @Override
        public String name() {
            return "delete-volume";
        }

        @Override
        public String call() {
            return "ec2:DeleteVolume";
        }

        /**
         * Detects writes to a volume that was attached and detached again since its snapshot, which only the metrics show.
         */
        @Override
        public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
            Instant started = ((EbsVolume.Observation) before)
                    .snapshot(order.action())
                    .map(EbsVolume.Snapshot::started)
                    .orElse(null);
            if (started == null || started.isBefore(Instant.now().minus(OLDEST))) {
                return Uni.createFrom()
                        .failure(new CallPreconditionException(
                                "it is not known whether the volume was written to since its snapshot, begun at "
                                        + started));
            }
            return writes.countWritesSince(started, order.target())
                    .map(known -> objection(known, started))
                    .flatMap(objection -> objection.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : Uni.createFrom().failure(new CallPreconditionException(objection.get())));
        }

        private static Optional<String> objection(Optional<Double> writes, Instant started) {
            if (writes.isEmpty()) {
                return Optional.of("CloudWatch does not show whether the volume was written to since its snapshot");
            }
            return writes.get() > 0
                    ? Optional.of("the volume was written to since its snapshot was begun at " + started
                            + ": the snapshot does not hold that")
                    : Optional.empty();
        }

        @Override
        public String overtakenMessage() {
            return "the volume was attached concurrently";
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
        CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, EbsVolume.Observation before) {
            return ec2.deleteVolume(request -> request.volumeId(order.target().id()));
        }

        @Override
        StepProgress evaluateProgress(ActionOrder order, EbsVolume.Observation before, EbsVolume.Observation now) {
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

        @Override
        Optional<String> obstacle(ActionOrder order, EbsVolume.Observation now) {
            return evaluateProgress(order, now, now) == StepProgress.DONE
                    ? Optional.empty()
                    : notAsPlanned(order, now).or(() -> notPutAside(order, now));
        }

        private static Optional<String> notPutAside(ActionOrder order, EbsVolume.Observation now) {
            boolean whole = now.snapshot(order.action())
                    .filter(EbsVolume.Snapshot::isCompleted)
                    .filter(snapshot -> snapshot.size() == ((EbsVolume) order.planned()).size())
                    .isPresent();
            return whole
                    ? Optional.empty()
                    : Optional.of("EC2 shows no whole snapshot of the volume that action " + order.action() + " made");
        }
    }

    /**
     * Creates a volume that equals the one that {@link SnapshotAndDeleteVolume} deleted, except for its id: its undo. The
     * snapshot is kept, because an image may use it by now (ministryofjustice/modernisation-platform#11224) and because it
     * is the only proven copy until somebody has checked the volume.
     */
    @Singleton
    public static class RestoreVolume implements ActionClass {

        static final String NAME = "restore-volume";

        private final List<ActionStep<ResourceObservation>> steps;

        RestoreVolume(ActuatorAwsClients clients) {
            this.steps = List.of(new CreateVolumeStep(clients));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.VOLUME;
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
        public List<ActionStep<ResourceObservation>> steps() {
            return steps;
        }
    }

    /** Creates a volume from the snapshot of an action, with the properties that were planned. */
    static final class CreateVolumeStep extends VolumeStep {

        /** EC2 also returns I/O operations for the other types, but refuses a request that contains them. */
        private static final Set<String> WITH_IOPS = Set.of("io1", "io2", "gp3");

        private static final String WITH_THROUGHPUT = "gp3";

        CreateVolumeStep(ActuatorAwsClients clients) {
            super(clients);
        }

        @Override
        public String name() {
            return "create-volume";
        }

        @Override
        public String call() {
            return "ec2:CreateVolume";
        }

        @Override
        public String overtakenMessage() {
            return "the volume was not created; its snapshot still exists";
        }

        @Override
        CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, EbsVolume.Observation before) {
            String snapshot =
                    before.snapshot(order.action()).map(EbsVolume.Snapshot::id).orElseThrow();
            return ec2.createVolume(request(order, snapshot));
        }

        /**
         * With the client token, EC2 returns the same volume for a repeated call of the same action. A second undo has
         * another token, because EC2 would return the volume of the first undo, which may have been deleted since.
         */
        static CreateVolumeRequest request(ActionOrder order, String snapshot) {
            EbsVolume planned = (EbsVolume) order.planned();
            Map<String, String> tags = Ec2TagMapper.inheritedTags(
                    planned.tags(),
                    Map.of(
                            GleanerTagKeys.ACTION,
                            order.action(),
                            GleanerTagKeys.RESTORES,
                            order.target().id()));
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
        @Override
        StepProgress evaluateProgress(ActionOrder order, EbsVolume.Observation before, EbsVolume.Observation now) {
            if (isThere(now) && order.isUnfinished()) {
                return StepProgress.DONE;
            }
            return now.restored(order.action(), before)
                    .map(restored -> progress(restored.volume()))
                    .orElse(StepProgress.NOT_YET);
        }

        private static boolean isThere(EbsVolume.Observation now) {
            return now.volume() != null && !now.volume().isEnding();
        }

        private static StepProgress progress(EbsVolume restored) {
            if (restored.isThere()) {
                return StepProgress.DONE;
            }
            return restored.isComing() ? StepProgress.UNDER_WAY : StepProgress.CONTESTED;
        }

        @Override
        Optional<String> obstacle(ActionOrder order, EbsVolume.Observation now) {
            if (evaluateProgress(order, now, now) != StepProgress.NOT_YET) {
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
    }

    /** A step that consists of one EC2 call for one volume. */
    abstract static class VolumeStep implements ActionStep<ResourceObservation> {

        private final ActuatorAwsClients clients;

        VolumeStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /** Sends the request to EC2 in the region of the volume. */
        abstract CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, EbsVolume.Observation before);

        /** The progress of the step. */
        abstract StepProgress evaluateProgress(
                ActionOrder order, EbsVolume.Observation before, EbsVolume.Observation now);

        /** Why the step must not be made in the current state of the volume; empty when it may. */
        abstract Optional<String> obstacle(ActionOrder order, EbsVolume.Observation now);

        @Override
        public final Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.<Ec2Response>fromFuture(
                            () -> send(clients.ec2(order.target()), order, (EbsVolume.Observation) before)
                                    .thenApply(answer -> answer))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        @Override
        public final StepProgress evaluateProgress(
                ActionOrder order, ResourceObservation before, ResourceObservation now) {
            return evaluateProgress(order, (EbsVolume.Observation) before, (EbsVolume.Observation) now);
        }

        @Override
        public final Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            return obstacle(order, (EbsVolume.Observation) now);
        }

        /** Why the volume must not be changed; empty when it is free and still as planned. */
        static Optional<String> notAsPlanned(ActionOrder order, EbsVolume.Observation now) {
            return now.subject()
                    .planningObstacle()
                    .or(() -> now.volume() == null
                            ? Optional.empty()
                            : now.volume().deletionObstacle())
                    .or(() -> now.subject().changedSince(order.planned()));
        }
    }
}
