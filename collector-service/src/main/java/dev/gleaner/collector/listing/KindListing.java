package dev.gleaner.collector.listing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;

/**
 * How one kind of resource is listed in each account and region: the calls, the signals, the settings, and the metrics that are requested
 * of what was listed. Each kind is a bean in a file of its own; it becomes a source by being there, one for the kind and one for each of
 * its {@link #metrics}, so that a denied or failing one does not affect the others.
 */
public interface KindListing {

    /** What is listed, and by what call. */
    ListingCall listingCall();

    /** As in the {@code source} field of signals. */
    default String source() {
        return listingCall().resources().listing().name();
    }

    /** The first operation that is called. */
    default String api() {
        return listingCall().api();
    }

    /** Whether it is listed, and the time between two listings. */
    ReadingConfig config();

    /**
     * All resources of a region of an account; throws if the listing is not complete.
     *
     * @param denied records what may not be read and is left out
     */
    ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied);

    /** Metrics that are requested of the listed resources. */
    default List<ListedMetrics<?>> metrics() {
        return List.of();
    }

    /** Whether calls in a trail are attributed by these resources, so that their first listing comes before the first trail file. */
    default boolean isNeededByTrail() {
        return false;
    }

    /** The name of the kind in folders of recorded listings, such as {@code volumes}. */
    default String kind() {
        return source().substring("inventory-".length());
    }

    /** Parses recorded listings of this kind; empty for kinds whose state in the past AWS shows. */
    default Optional<RecordedListingParser> recordedListingParser() {
        return Optional.empty();
    }

    /**
     * The call that lists the resources of a kind.
     *
     * @param api the first operation that is called, such as {@code ec2:DescribeVolumes}
     */
    record ListingCall(ResourceKind resources, String api) {}

    /** Parses recorded responses of the operation. */
    interface RecordedListingParser {

        /**
         * All resources of a response; {@link IllegalArgumentException} or {@link java.time.DateTimeException} if it is not one.
         */
        List<Signal> parse(JsonNode answer, RegionListing listing);
    }
}
