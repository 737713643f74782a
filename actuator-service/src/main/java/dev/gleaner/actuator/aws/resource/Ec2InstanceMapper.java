package dev.gleaner.actuator.aws.resource;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.StateReason;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Reads an instance as EC2 writes it. */
final class Ec2InstanceMapper {

    /** Who owns an address that was given on the way and goes with a stop. */
    private static final String AMAZON = "amazon";

    private Ec2InstanceMapper() {}

    static Ec2Instance.Observation of(
            software.amazon.awssdk.services.ec2.model.Instance shown, @Nullable Boolean instanceStorage) {
        Ec2Instance instance = new Ec2Instance(
                shown.state().nameAsString(),
                shown.instanceTypeAsString(),
                shown.rootDeviceTypeAsString(),
                shown.blockDeviceMappings().stream().anyMatch(mapping -> mapping.ebs() == null),
                shown.instanceLifecycleAsString(),
                shown.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value)),
                instanceStorage,
                address(shown));
        return new Ec2Instance.Observation(
                instance, shown.launchTime(), reason(shown.stateReason()), null, null, volumes(shown));
    }

    private static List<Ec2Instance.Observation.AttachedVolume> volumes(
            software.amazon.awssdk.services.ec2.model.Instance shown) {
        return shown.blockDeviceMappings().stream()
                .filter(mapping -> mapping.ebs() != null)
                .map(mapping -> new Ec2Instance.Observation.AttachedVolume(
                        String.valueOf(mapping.ebs().volumeId()),
                        String.valueOf(mapping.deviceName()),
                        mapping.ebs().attachTime()))
                .toList();
    }

    private static Ec2Instance.@Nullable PublicAddress address(
            software.amazon.awssdk.services.ec2.model.Instance shown) {
        String ip = shown.publicIpAddress();
        return ip == null || ip.isEmpty() ? null : new Ec2Instance.PublicAddress(ip, isElastic(shown, ip));
    }

    /** An address that nobody says to be its owner's counts as one that a stop takes away. */
    private static boolean isElastic(software.amazon.awssdk.services.ec2.model.Instance shown, String ip) {
        return shown.networkInterfaces().stream()
                .flatMap(card -> card.privateIpAddresses().stream())
                .map(address -> address.association())
                .anyMatch(association -> isOwned(association, ip));
    }

    private static boolean isOwned(@Nullable InstanceNetworkInterfaceAssociation association, String ip) {
        return association != null
                && ip.equals(association.publicIp())
                && association.ipOwnerId() != null
                && !AMAZON.equals(association.ipOwnerId());
    }

    private static @Nullable String reason(@Nullable StateReason reason) {
        if (reason == null || reason.message() == null || reason.message().isEmpty()) {
            return null;
        }
        String code = reason.code();
        return code == null || reason.message().startsWith(code) ? reason.message() : code + ": " + reason.message();
    }
}
