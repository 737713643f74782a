package dev.gleaner.actuator.action.volume;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Ec2Tags;
import dev.gleaner.actuator.aws.Snapshot;
import dev.gleaner.actuator.aws.Volume;
import dev.gleaner.actuator.aws.VolumeSighting;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Makes a volume from the snapshot of an action, in all as it was planned then. */
final class CreateVolume extends VolumeStep {

    /** EC2 shows I/O operations for the other types too and refuses a request that names them. */
    private static final Set<String> WITH_IOPS = Set.of("io1", "io2", "gp3");

    private static final String WITH_THROUGHPUT = "gp3";

    CreateVolume(AwsClients clients) {
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
    public String overtaken() {
        return "the volume did not come about; its snapshot is still there";
    }

    @Override
    CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, VolumeSighting before) {
        String snapshot = before.snapshot(order.action()).map(Snapshot::id).orElseThrow();
        return ec2.createVolume(request(order, snapshot));
    }

    /**
     * The client token makes EC2 itself give the same volume for the same action. Another try to take the same one back has
     * another token: EC2 would give it the volume of the first, which may be gone since.
     */
    static CreateVolumeRequest request(Order order, String snapshot) {
        Volume planned = (Volume) order.planned();
        Map<String, String> tags = Ec2Tags.takenOver(
                planned.tags(),
                Map.of(
                        Ec2Tags.ACTION,
                        order.action(),
                        Ec2Tags.RESTORES,
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
                .tagSpecifications(Ec2Tags.specification(ResourceType.VOLUME, tags))
                .build();
    }

    /** Where its deletion was given up, the volume itself is there, and nothing is to be brought back. */
    @Override
    Progress see(Order order, VolumeSighting before, VolumeSighting now) {
        if (isThere(now) && order.isUnfinished()) {
            return Progress.DONE;
        }
        return now.restored(order.action(), before)
                .map(restored -> progress(restored.volume()))
                .orElse(Progress.NOT_YET);
    }

    private static boolean isThere(VolumeSighting now) {
        return now.volume() != null && !now.volume().isEnding();
    }

    private static Progress progress(Volume restored) {
        if (restored.isThere()) {
            return Progress.DONE;
        }
        return restored.isComing() ? Progress.UNDER_WAY : Progress.CONTESTED;
    }

    @Override
    Optional<String> obstacle(Order order, VolumeSighting now) {
        if (see(order, now, now) != Progress.NOT_YET) {
            return Optional.empty();
        }
        if (isThere(now)) {
            return Optional.of("EC2 shows the volume itself, which may be stale: there is nothing to bring back");
        }
        return now.snapshot(order.action()).filter(Snapshot::isCompleted).isPresent()
                ? Optional.empty()
                : Optional.of("EC2 shows no whole snapshot that action " + order.action() + " made");
    }
}
