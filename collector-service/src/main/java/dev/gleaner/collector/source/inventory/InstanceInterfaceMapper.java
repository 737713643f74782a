package dev.gleaner.collector.source.inventory;

import static dev.gleaner.collector.source.inventory.SdkValues.textOrEmpty;

import dev.gleaner.collector.network.NetworkInterface;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;

/** The network interfaces that DescribeInstances shows of an instance. */
final class InstanceInterfaceMapper {

    private InstanceInterfaceMapper() {}

    static List<NetworkInterface> map(String region, Instance instance) {
        String zone = instance.placement() == null
                ? ""
                : textOrEmpty(instance.placement().availabilityZone());
        return instance.networkInterfaces().stream()
                .filter(card -> card.networkInterfaceId() != null && instance.vpcId() != null)
                .map(card -> new NetworkInterface(
                        card.networkInterfaceId(),
                        region,
                        instance.vpcId(),
                        zone,
                        NetworkInterface.Kind.INSTANCE,
                        isPublic(instance),
                        addresses(card)))
                .toList();
    }

    /** By which of its interfaces does not matter to who asks whether it needs a NAT gateway. */
    private static boolean isPublic(Instance instance) {
        return instance.publicIpAddress() != null
                || instance.networkInterfaces().stream().anyMatch(card -> card.association() != null);
    }

    private static Set<String> addresses(InstanceNetworkInterface card) {
        Stream<String> own = Stream.of(textOrEmpty(card.privateIpAddress()));
        Stream<String> others = Stream.concat(
                card.privateIpAddresses().stream().map(address -> address.privateIpAddress()),
                card.ipv6Addresses().stream().map(address -> address.ipv6Address()));
        return Stream.concat(own, others)
                .filter(Objects::nonNull)
                .filter(address -> !address.isEmpty())
                .collect(Collectors.toSet());
    }
}
