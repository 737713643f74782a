package dev.gleaner.local.estate.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateAddress;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.ResourceUse;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Renders what daily listings of volumes and addresses would have returned before the end of an estate, in the format of
 * {@code aws ec2 describe-volumes} and {@code describe-addresses}. EC2 does not say since when a volume or an address is
 * unused, so only earlier listings show it. Root volumes of instances are left out.
 */
public final class PastListingsRenderer {

    /** The oldest listing is this many days before the end: more than any rule requires. */
    static final int DAYS = 30;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;

    public PastListingsRenderer(EstateTimeline estateTimeline, EstateIdentities identities) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
    }

    /**
     * A complete listing.
     *
     * @param kind {@code volumes} or {@code addresses}
     * @param asOf the time of the listing
     */
    public record PastListing(String kind, String account, String region, Instant asOf, ObjectNode json) {}

    /** The listings of each account and region that ever had such a resource, oldest first. */
    public List<PastListing> render() {
        List<PastListing> listings = new ArrayList<>();
        List<EstateVolume> volumes = estateTimeline.estate().all(KindRegistry.VOLUMES);
        List<EstateAddress> addresses = estateTimeline.estate().all(KindRegistry.ADDRESSES);
        Map<String, List<EstateVolume>> volumesByRegion = grouped(volumes, v -> v.account() + " " + v.region());
        Map<String, List<EstateAddress>> addressesByRegion = grouped(addresses, a -> a.account() + " " + a.region());
        for (int day = DAYS; day >= 1; day--) {
            Instant asOf = estateTimeline.end().minus(Duration.ofDays(day));
            volumesByRegion
                    .values()
                    .forEach(group -> listings.add(new PastListing(
                            "volumes",
                            group.get(0).account(),
                            group.get(0).region(),
                            asOf,
                            listing(
                                    "Volumes",
                                    group.stream().filter(v -> v.existsAt(asOf, estateTimeline.end())),
                                    v -> volume(v, asOf)))));
            addressesByRegion
                    .values()
                    .forEach(group -> listings.add(new PastListing(
                            "addresses",
                            group.get(0).account(),
                            group.get(0).region(),
                            asOf,
                            listing(
                                    "Addresses",
                                    group.stream().filter(a -> a.existsAt(asOf, estateTimeline.end())),
                                    a -> address(a, asOf)))));
        }
        return listings;
    }

    private static <T> Map<String, List<T>> grouped(List<T> resources, Function<T, String> key) {
        Map<String, List<T>> groups = new TreeMap<>();
        resources.forEach(resource -> groups.computeIfAbsent(key.apply(resource), any -> new ArrayList<>())
                .add(resource));
        return groups;
    }

    private static <T> ObjectNode listing(String name, Stream<T> resources, Function<T, ObjectNode> node) {
        ObjectNode listing = JSON.objectNode();
        ArrayNode array = listing.putArray(name);
        resources.map(node).forEach(array::add);
        return listing;
    }

    private ObjectNode volume(EstateVolume volume, Instant asOf) {
        Instant end = estateTimeline.end();
        ObjectNode node = JSON.objectNode()
                .put("VolumeId", identities.id(volume.name()))
                .put("VolumeType", volume.type().awsName())
                .put("Size", volume.size())
                .put("AvailabilityZone", volume.zone())
                .put("CreateTime", volume.created().resolve(end).toString());
        volume.shownIops().ifPresent(iops -> node.put("Iops", iops));
        volume.shownThroughput().ifPresent(throughput -> node.put("Throughput", throughput));
        ArrayNode attachments = node.putArray("Attachments");
        volume.useAt(asOf, end).ifPresent(use -> attachments.add(attachment(volume, use)));
        node.put("State", attachments.isEmpty() ? "available" : "in-use");
        node.set("Tags", tags(volume.tags()));
        return node;
    }

    private ObjectNode attachment(EstateVolume volume, ResourceUse use) {
        return JSON.objectNode()
                .put("VolumeId", identities.id(volume.name()))
                .put("InstanceId", identities.id(use.instance()))
                .put("State", "attached")
                .put("AttachTime", use.from().resolve(estateTimeline.end()).toString());
    }

    private ObjectNode address(EstateAddress address, Instant asOf) {
        ObjectNode node = JSON.objectNode()
                .put("AllocationId", identities.id(address.name()))
                .put("Domain", "vpc")
                .put("PublicIpv4Pool", "amazon");
        address.useAt(asOf, estateTimeline.end())
                .ifPresent(use -> node.put("InstanceId", identities.id(use.instance())));
        node.set("Tags", tags(address.tags()));
        return node;
    }

    private static ArrayNode tags(Map<String, String> tags) {
        ArrayNode array = JSON.arrayNode();
        tags.forEach((key, value) -> array.addObject().put("Key", key).put("Value", value));
        return array;
    }
}
