package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.source.inventory.RegionListing;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;

/** Lists one kind of resource of a region. */
interface RegionalResourceLister {

    /** As in the {@code source} field of signals. */
    String source();

    /** The first operation that is called, such as {@code ec2:DescribeVolumes}. */
    String api();

    /** All resources of a region of an account; throws if the listing is not complete. */
    List<Signal> list(AwsAccountRegion awsAccountRegion, RegionListing listing);
}
