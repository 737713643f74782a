package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.contracts.signal.proto.AttachedVolume;
import dev.gleaner.contracts.signal.proto.AttachedVolumes;
import dev.gleaner.contracts.signal.proto.StoppedInstance;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstancePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Volume;

/** Maps what a stopped instance still costs. */
final class StoppedInstanceMapper {

    private static final long MEBIBYTE = 1L << 20;

    /**
     * {@code User initiated (2016-05-30 19:02:39 GMT)}. Source: Amazon EC2 User Guide, "Find initial/first launch and state transition
     * details", and the example of DescribeInstances in the AWS CLI reference. Reasons of EC2 itself have the same form.
     */
    private static final Pattern TIME =
            Pattern.compile("\\((\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}) (?:GMT|UTC)\\)");

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private StoppedInstanceMapper() {}

    static boolean isStopped(Instance instance) {
        return instance.state() != null && instance.state().name() == InstanceStateName.STOPPED;
    }

    /**
     * What a stopped instance still costs.
     *
     * @param volumes listed volumes by id; null if they could not be listed
     */
    static StoppedInstance map(Instance instance, @Nullable Map<String, Volume> volumes) {
        StoppedInstance.Builder stopped = StoppedInstance.newBuilder().setPublicAddresses(publicAddresses(instance));
        since(instance.stateTransitionReason()).ifPresent(stopped::setSince);
        Optional.ofNullable(volumes)
                .flatMap(listed -> attachedVolumes(instance, listed))
                .ifPresent(stopped::setAttachedVolumes);
        return stopped.build();
    }

    /** The time in a reason, in epoch milliseconds; empty if it has none. */
    static Optional<Long> since(@Nullable String reason) {
        Matcher time = TIME.matcher(reason == null ? "" : reason);
        if (!time.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(time.group(1), FORMAT)
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** All of them, or none: without one of its volumes the cost of an instance is not known. */
    private static Optional<AttachedVolumes> attachedVolumes(Instance instance, Map<String, Volume> listed) {
        AttachedVolumes.Builder all = AttachedVolumes.newBuilder();
        for (var mapping : instance.blockDeviceMappings()) {
            if (mapping.ebs() == null) {
                continue;
            }
            Volume volume = listed.get(mapping.ebs().volumeId());
            if (volume == null) {
                return Optional.empty();
            }
            all.addVolumes(
                    attachedVolume(volume, Boolean.TRUE.equals(mapping.ebs().deleteOnTermination())));
        }
        return Optional.of(all.build());
    }

    private static AttachedVolume attachedVolume(Volume volume, boolean goesWithInstance) {
        AttachedVolume.Builder attached = AttachedVolume.newBuilder()
                .setId(volume.volumeId())
                .setType(SdkValues.textOrEmpty(volume.volumeTypeAsString()))
                .setGoesWithInstance(goesWithInstance);
        if (volume.size() != null) {
            attached.setSize(SdkValues.gibibytes(volume.size()));
        }
        if (volume.iops() != null) {
            attached.setIops(volume.iops());
        }
        if (volume.throughput() != null) {
            attached.setThroughput(volume.throughput() * MEBIBYTE);
        }
        return attached.build();
    }

    /** A stopped instance loses any other public address than an Elastic IP address. */
    private static int publicAddresses(Instance instance) {
        return (int) instance.networkInterfaces().stream()
                .map(InstanceNetworkInterface::privateIpAddresses)
                .flatMap(List::stream)
                .map(InstancePrivateIpAddress::association)
                .filter(Objects::nonNull)
                .map(association -> association.publicIp())
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }
}
