package dev.gleaner.collector.source.inventory;

import static dev.gleaner.collector.source.inventory.SdkValues.textOrEmpty;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;

/** An instance as DescribeInstances shows it, as a signal. */
final class InstanceMapper {

    private InstanceMapper() {}

    /** The signal of an instance that stands in a listing. */
    static Signal signal(RegionListing listing, Instance instance) {
        return listing.signal(
                Arn.instance(listing.region(), listing.account(), instance.instanceId()), inventory(instance));
    }

    private static Inventory inventory(Instance instance) {
        Map<String, String> tags = SdkValues.tags(instance.tags());
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(
                        instance.state() == null
                                ? ""
                                : textOrEmpty(instance.state().nameAsString()))
                .setType(textOrEmpty(instance.instanceTypeAsString()))
                .putAllTags(tags)
                .setVpc(textOrEmpty(instance.vpcId()))
                .setOwner(ControllerTags.fromTags(tags))
                .addAllVolumes(volumes(instance))
                .addAllAddresses(addresses(instance))
                .setPlatform(platform(instance))
                .setMarket(textOrEmpty(instance.instanceLifecycleAsString()))
                .setRootDevice(textOrEmpty(instance.rootDeviceTypeAsString()));
        if (instance.placement() != null) {
            inventory
                    .setZone(textOrEmpty(instance.placement().availabilityZone()))
                    .setTenancy(textOrEmpty(instance.placement().tenancyAsString()));
        }
        if (instance.launchTime() != null) {
            inventory.setLaunched(instance.launchTime().toEpochMilli());
        }
        return inventory.build();
    }

    /** EC2 says {@code windows} or nothing as the platform; where it leaves out the details, nothing means Linux. */
    private static String platform(Instance instance) {
        if (instance.platformDetails() != null) {
            return instance.platformDetails();
        }
        return instance.platformAsString() == null ? "Linux/UNIX" : "Windows";
    }

    private static List<String> volumes(Instance instance) {
        return instance.blockDeviceMappings().stream()
                .map(mapping -> mapping.ebs())
                .filter(Objects::nonNull)
                .map(ebs -> ebs.volumeId())
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** All that it has, public and private. */
    static List<String> addresses(Instance instance) {
        return Stream.concat(
                        Stream.of(instance.publicIpAddress(), instance.privateIpAddress()),
                        instance.networkInterfaces().stream().flatMap(InstanceMapper::addresses))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> addresses(InstanceNetworkInterface card) {
        return Stream.concat(
                card.privateIpAddresses().stream().map(address -> address.privateIpAddress()),
                card.ipv6Addresses().stream().map(address -> address.ipv6Address()));
    }
}
