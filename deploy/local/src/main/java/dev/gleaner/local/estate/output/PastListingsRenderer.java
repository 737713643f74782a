package dev.gleaner.local.estate.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Renders what daily listings of volumes and addresses would have returned before the end of an estate, in the format of
 * {@code aws ec2 describe-volumes} and {@code describe-addresses}. Root volumes of instances are left out.
 */
public final class PastListingsRenderer {

    /** The oldest listing is this many days before the end: more than any rule requires. */
    static final int DAYS = 30;

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;

    public PastListingsRenderer(EstateTimeline estateTimeline, EstateIdentities identities) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
    }

    /**
     * A complete listing.
     *
     * @param kind the name of their list in a file, such as {@code volumes}
     * @param asOf the time of the listing
     */
    public record PastListing(String kind, String account, String region, Instant asOf, ObjectNode json) {}

    /** The listings of each account and region that ever had such a resource, oldest first. */
    public List<PastListing> render() {
        List<PastListing> listings = new ArrayList<>();
        for (int day = DAYS; day >= 1; day--) {
            Instant asOf = estateTimeline.end().minus(Duration.ofDays(day));
            KindRegistry.all()
                    .forEach(kind -> kind.listedAs().ifPresent(array -> listings.addAll(ofKind(kind, array, asOf))));
        }
        return listings;
    }

    private <R extends EstateResource> List<PastListing> ofKind(EstateKind<R> kind, String array, Instant asOf) {
        Map<String, List<R>> byRegion = new TreeMap<>();
        estateTimeline
                .estate()
                .all(kind)
                .forEach(resource -> byRegion.computeIfAbsent(
                                resource.account() + " " + resource.region(), any -> new ArrayList<>())
                        .add(resource));
        return byRegion.values().stream()
                .map(resources -> {
                    R first = resources.get(0);
                    ObjectNode json = listing(kind, array, resources, asOf);
                    return new PastListing(kind.property(), first.account(), first.region(), asOf, json);
                })
                .toList();
    }

    private <R extends EstateResource> ObjectNode listing(
            EstateKind<R> kind, String array, List<R> resources, Instant asOf) {
        ObjectNode listing = JsonNodeFactory.instance.objectNode();
        ArrayNode listed = listing.putArray(array);
        resources.stream()
                .filter(resource -> resource.existsAt(asOf, estateTimeline.end()))
                .forEach(resource -> listed.add(kind.listed(resource, identities::id, asOf, estateTimeline.end())));
        return listing;
    }
}
