package dev.gleaner.actuator.action.volume;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.CallPreconditionException;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.EbsVolume;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Deletes a volume that nobody has attached, once a snapshot holds all that was in it. */
@Singleton
public class SnapshotAndDeleteVolume implements ActionDefinition {

    private final List<ActionStep> steps;

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
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(RestoreVolume.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    /** An id is never given again. */
    @Override
    public boolean isPermanent() {
        return true;
    }

    @Override
    public List<ActionStep> steps() {
        return steps;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of(
                "the id of the volume, and with it whatever names it: attachments to come, templates, claims of a cluster",
                "the time of the first reads, which come from the snapshot",
                "the money for the snapshot, which stays until somebody deletes it");
    }

    /**
     * Puts all that is in a volume aside. The call knows no token that would make it one call; the snapshot is known again by
     * a tag with the id of its action, which it has from its first moment, so that a crash makes no second one, unless AWS lists
     * it later than it is waited for (kubernetes-sigs/cluster-api-provider-aws#2915).
     */
    static final class CreateSnapshotStep extends VolumeStep {

        /** Terabytes take hours, and nothing is lost by waiting. */
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
            return "the snapshot did not come about, or somebody took the volume into use meanwhile, so it is left alone";
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
                    Ec2TagMapper.takenOver(order.planned().tags(), Map.of(Ec2TagMapper.ACTION, order.action()));
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

        /** Who has it may write to it what the snapshot does not hold. */
        private static boolean isUsed(EbsVolume.Observation now) {
            return now.volume() != null
                    && now.volume().inUse().isPresent()
                    && !now.volume().isEnding();
        }

        @Override
        Optional<String> obstacle(ActionOrder order, EbsVolume.Observation now) {
            return notAsPlanned(order, now);
        }
    }

    /** Deletes a volume of which a whole snapshot is seen, made by the same action. */
    static final class DeleteVolumeStep extends VolumeStep {

        /** Longer ago CloudWatch may have forgotten. Source: CloudWatch User Guide, "Metrics retention" (5 minutes: 63 days). */
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

        /** Who attached it, wrote to it and detached it since its snapshot shows in no attachment any more, but in its metrics. */
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
            return writes.since(started, order.target())
                    .map(known -> objection(known, started))
                    .flatMap(objection -> objection.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : Uni.createFrom().failure(new CallPreconditionException(objection.get())));
        }

        private static Optional<String> objection(Optional<Double> writes, Instant started) {
            if (writes.isEmpty()) {
                return Optional.of("CloudWatch does not tell whether the volume was written to since its snapshot");
            }
            return writes.get() > 0
                    ? Optional.of("the volume was written to since its snapshot was begun at " + started
                            + ": the snapshot does not hold that")
                    : Optional.empty();
        }

        @Override
        public String overtakenMessage() {
            return "somebody else took the volume into use at the same time";
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
            return volume.inUse().isPresent() ? StepProgress.CONTESTED : StepProgress.NOT_YET;
        }

        /** That there is no such volume is believed of one that EC2 showed, or of which it made the snapshot, for this action. */
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
}
