package dev.gleaner.actuator.aws.resource;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.OperatorResponse;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/** A volume, the snapshots that we made of it, and the volumes that we made in its place. */
@ApplicationScoped
public class VolumeDescriber {

    private static final String NOT_FOUND = "InvalidVolume.NotFound";

    private final ActuatorAwsClients clients;

    VolumeDescriber(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /**
     * What EC2 shows now. Only its word that there is no such volume makes a sighting without one; an answer that has no
     * volume in it is empty and says nothing (kubernetes-sigs/cluster-api-provider-aws#2915), and whatever else it
     * answers is a fault (ClusterLabs/cluster-glue#35).
     */
    public Uni<Optional<ResourceObservation>> describe(Arn arn) {
        return volume(arn)
                .flatMap(said -> said.isPresent()
                        ? parts(arn, said.get()).map(Optional::of)
                        : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<ResourceObservation> parts(Arn arn, Optional<EbsVolume> volume) {
        return snapshots(arn)
                .flatMap(snapshots -> restored(arn)
                        .map(restored -> new EbsVolume.Observation(volume.orElse(null), snapshots, restored)));
    }

    /** Outer: whether EC2 said anything of it; inner: whether it is there. */
    private Uni<Optional<Optional<EbsVolume>>> volume(Arn arn) {
        return ContextBoundUni.onWorker(() -> ec2(arn).describeVolumes(request -> request.volumeIds(arn.id())))
                .map(answer -> answer.volumes().stream()
                        .filter(volume -> arn.id().equals(volume.volumeId()))
                        .map(VolumeDescriber::volume)
                        .map(Optional::of)
                        .findFirst())
                .onFailure(failure -> AwsError.isCode(failure, NOT_FOUND))
                .recoverWithItem(Optional.of(Optional.empty()));
    }

    private Uni<List<EbsVolume.Snapshot>> snapshots(Arn arn) {
        return ContextBoundUni.onWorker(() -> ec2(arn).describeSnapshots(request -> request.ownerIds("self")
                        .filters(filter("volume-id", arn.id()), filter("tag-key", Ec2TagMapper.ACTION))))
                .map(answer -> answer.snapshots().stream()
                        .map(VolumeDescriber::snapshot)
                        .toList());
    }

    private Uni<List<EbsVolume.Replacement>> restored(Arn arn) {
        return ContextBoundUni.onWorker(() -> ec2(arn).describeVolumes(
                                request -> request.filters(filter("tag:" + Ec2TagMapper.RESTORES, arn.id()))))
                .map(answer -> answer.volumes().stream()
                        .map(shown -> restored(shown.volumeId(), volume(shown)))
                        .toList());
    }

    private static EbsVolume.Snapshot snapshot(software.amazon.awssdk.services.ec2.model.Snapshot shown) {
        String action = Ec2TagMapper.of(shown.tags()).getOrDefault(Ec2TagMapper.ACTION, "");
        return new EbsVolume.Snapshot(
                shown.snapshotId(), shown.stateAsString(), orZero(shown.volumeSize()), action, shown.startTime());
    }

    private static EbsVolume.Replacement restored(String id, EbsVolume volume) {
        return new EbsVolume.Replacement(id, volume.tags().getOrDefault(Ec2TagMapper.ACTION, ""), volume);
    }

    private static EbsVolume volume(software.amazon.awssdk.services.ec2.model.Volume shown) {
        return new EbsVolume(
                shown.stateAsString(),
                shown.attachments().stream().map(VolumeDescriber::holder).toList(),
                shown.volumeTypeAsString(),
                orZero(shown.size()),
                shown.iops(),
                shown.throughput(),
                shown.availabilityZone(),
                Boolean.TRUE.equals(shown.encrypted()),
                shown.kmsKeyId(),
                Boolean.TRUE.equals(shown.multiAttachEnabled()),
                shown.outpostArn(),
                operator(shown.operator()),
                Ec2TagMapper.of(shown.tags()));
    }

    /** Fargate and the like hold volumes without an instance of ours. */
    private static String holder(VolumeAttachment attachment) {
        return first(attachment, VolumeAttachment::instanceId)
                .or(() -> first(attachment, VolumeAttachment::associatedResource))
                .orElse("something that EC2 does not name");
    }

    private static Optional<String> first(VolumeAttachment attachment, Function<VolumeAttachment, String> name) {
        return Optional.ofNullable(name.apply(attachment));
    }

    private static @Nullable String operator(@Nullable OperatorResponse operator) {
        return operator != null && Boolean.TRUE.equals(operator.managed())
                ? String.valueOf(operator.principal())
                : null;
    }

    private static int orZero(@Nullable Integer size) {
        return size == null ? 0 : size;
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private Ec2AsyncClient ec2(Arn arn) {
        return clients.ec2(arn);
    }
}
