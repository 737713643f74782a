package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.source.inventory.RegionListing;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;

/** A kind of thing that AWS lists by region. */
interface RegionalResourceLister {

    /** As in the signals' {@code source}. */
    String source();

    /** What is asked for first, {@code ec2:DescribeVolumes}. */
    String api();

    /** All of a region of an account, or an exception: half a listing is none. */
    List<Signal> list(AwsAccountRegion awsAccountRegion, RegionListing listing);
}
