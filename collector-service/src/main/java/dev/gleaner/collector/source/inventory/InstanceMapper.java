package dev.gleaner.collector.source.inventory;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.fleet.InstanceLaunchRegistry;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.network.NetworkInterface;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Volume;

/** Maps an instance, as DescribeInstances shows it, to a signal and to its network interfaces. */
final class InstanceMapper {

    /** Source name of instances, both from the API and recorded, as rules require this source. */
    static final String SOURCE = ResourceKind.INSTANCE.listing().name();

    private InstanceMapper() {}

    /** The signal of a listed instance whose volumes were not listed. */
    static Signal signal(RegionListing listing, Instance instance) {
        return signal(listing, instance, null);
    }

    /**
     * The signal of a listed instance.
     *
     * @param volumes the listed volumes of stopped instances by id; null if they were not listed
     */
    static Signal signal(RegionListing listing, Instance instance, @Nullable Map<String, Volume> volumes) {
        return listing.signal(
                Arn.instance(listing.region(), listing.account(), instance.instanceId()), inventory(instance, volumes));
    }

    /** The exporter that a tag of a running instance names. */
    static Optional<InstanceRegistry.TaggedGpuExporter> gpuExporter(Instance instance) {
        String port = SdkValues.tags(instance.tags()).getOrDefault(InstanceRegistry.TaggedGpuExporter.TAG, "");
        boolean isRunning = instance.state() != null && instance.state().name() == InstanceStateName.RUNNING;
        return isRunning && !port.isEmpty() && instance.privateIpAddress() != null
                ? Optional.of(new InstanceRegistry.TaggedGpuExporter(instance.privateIpAddress(), port))
                : Optional.empty();
    }

    private static Inventory inventory(Instance instance, @Nullable Map<String, Volume> volumes) {
        Map<String, String> tags = SdkValues.tags(instance.tags());
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(
                        instance.state() == null
                                ? ""
                                : textOrEmpty(instance.state().nameAsString()))
                .setType(textOrEmpty(instance.instanceTypeAsString()))
                .putAllTags(tags)
                .setVpc(textOrEmpty(instance.vpcId()))
                .setOwner(ResourceController.owner(tags))
                .addAllVolumes(volumes(instance))
                .addAllAddresses(addresses(instance))
                .setPlatform(InstanceLaunchRegistry.Launch.platform(instance))
                .setMarket(textOrEmpty(instance.instanceLifecycleAsString()))
                .setRootDevice(textOrEmpty(instance.rootDeviceTypeAsString()));
        if (instance.placement() != null) {
            inventory
                    .setZone(textOrEmpty(instance.placement().availabilityZone()))
                    .setTenancy(textOrEmpty(instance.placement().tenancyAsString()));
        }
        if (StoppedInstanceMapper.isStopped(instance)) {
            inventory.setStoppedInstance(StoppedInstanceMapper.map(instance, volumes));
        }
        if (instance.launchTime() != null) {
            inventory.setLaunched(instance.launchTime().toEpochMilli());
        }
        return inventory.build();
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

    /** All public and private addresses. */
    static List<String> addresses(Instance instance) {
        return Stream.concat(
                        Stream.of(instance.publicIpAddress(), instance.privateIpAddress()),
                        instance.networkInterfaces().stream().flatMap(InstanceMapper::addresses))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> addresses(InstanceNetworkInterface networkInterface) {
        return Stream.concat(
                networkInterface.privateIpAddresses().stream().map(address -> address.privateIpAddress()),
                networkInterface.ipv6Addresses().stream().map(address -> address.ipv6Address()));
    }

    /** The network interfaces of an instance, with their private addresses. */
    static List<NetworkInterface> interfaces(String region, Instance instance) {
        String zone = instance.placement() == null
                ? ""
                : textOrEmpty(instance.placement().availabilityZone());
        return instance.networkInterfaces().stream()
                .filter(shown -> shown.networkInterfaceId() != null && instance.vpcId() != null)
                .map(shown -> new NetworkInterface(
                        shown.networkInterfaceId(),
                        region,
                        instance.vpcId(),
                        zone,
                        NetworkInterface.Kind.INSTANCE,
                        isPublic(instance),
                        privateAddresses(shown),
                        "instance/" + instance.instanceId()))
                .toList();
    }

    /** Any interface will do: the question is whether the instance needs a NAT gateway. */
    private static boolean isPublic(Instance instance) {
        return instance.publicIpAddress() != null
                || instance.networkInterfaces().stream().anyMatch(shown -> shown.association() != null);
    }

    private static Set<String> privateAddresses(InstanceNetworkInterface networkInterface) {
        return Stream.concat(Stream.of(textOrEmpty(networkInterface.privateIpAddress())), addresses(networkInterface))
                .filter(Objects::nonNull)
                .filter(address -> !address.isEmpty())
                .collect(Collectors.toSet());
    }
}
