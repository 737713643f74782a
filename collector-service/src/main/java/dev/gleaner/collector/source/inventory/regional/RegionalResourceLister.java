package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ReadingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;

/** Lists one kind of resource of a region whose metrics and settings stand elsewhere. */
interface RegionalResourceLister extends KindListing {

    /** All resources of a region of an account; throws if the listing is not complete. */
    List<Signal> list(AwsAccountRegion awsAccountRegion, RegionListing listing);

    @Override
    default ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        return ListedRegion.of(list(awsAccountRegion, listing));
    }

    @Override
    default ReadingConfig config() {
        throw new UnsupportedOperationException("the settings of " + source() + " are not its own");
    }
}
