package dev.gleaner.actuator.action.volume;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.EbsVolume;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * Makes a volume that is the same as the one that {@link SnapshotAndDeleteVolume} deleted, but for its id: its undo. The
 * snapshot stays: an image may have come to use it (ministryofjustice/modernisation-platform#11224), and it is the only
 * copy until somebody has looked at the volume.
 */
@Singleton
public class RestoreVolume implements ActionDefinition {

    static final String NAME = "restore-volume";

    private final List<ActionStep> steps;

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
    public boolean restores() {
        return true;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public List<ActionStep> steps() {
        return steps;
    }

    /** Makes a volume from the snapshot of an action, in all as it was planned then. */
    static final class CreateVolumeStep extends VolumeStep {

        /** EC2 shows I/O operations for the other types too and refuses a request that names them. */
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
            return "the volume did not come about; its snapshot is still there";
        }

        @Override
        CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, EbsVolume.Observation before) {
            String snapshot =
                    before.snapshot(order.action()).map(EbsVolume.Snapshot::id).orElseThrow();
            return ec2.createVolume(request(order, snapshot));
        }

        /**
         * The client token makes EC2 itself give the same volume for the same action. Another try to take the same one back has
         * another token: EC2 would give it the volume of the first, which may be gone since.
         */
        static CreateVolumeRequest request(ActionOrder order, String snapshot) {
            EbsVolume planned = (EbsVolume) order.planned();
            Map<String, String> tags = Ec2TagMapper.takenOver(
                    planned.tags(),
                    Map.of(
                            Ec2TagMapper.ACTION,
                            order.action(),
                            Ec2TagMapper.RESTORES,
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

        /** Where its deletion was given up, the volume itself is there, and nothing is to be brought back. */
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
                return Optional.of("EC2 shows the volume itself, which may be stale: there is nothing to bring back");
            }
            return now.snapshot(order.action())
                            .filter(EbsVolume.Snapshot::isCompleted)
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of("EC2 shows no whole snapshot that action " + order.action() + " made");
        }
    }
}
