package dev.gleaner.collector.source.inventory.regional;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.source.inventory.RegionListing;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;

/** Lists one kind of resource of a region. */
interface RegionalResourceLister {

    /** As in the {@code source} field of signals. */
    String source();

    /** The first operation that is called, such as {@code ec2:DescribeVolumes}. */
    String api();

    /** All resources of a region of an account; throws if the listing is not complete. */
    List<Signal> list(AwsAccountRegion awsAccountRegion, RegionListing listing);

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

    /** Parses recorded responses of the operation. */
    interface RecordedListingParser {

        /**
         * All resources of a response; {@link IllegalArgumentException} or {@link java.time.DateTimeException} if it is not one.
         */
        List<Signal> parse(JsonNode answer, RegionListing listing);
    }
}
