package dev.gleaner.collector.listing.kind;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccount;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.source.SourceMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;

/** A listing of a region. */
public final class Listings {

    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Listings() {}

    /** What a listing finds in a region with the credentials of the test. */
    static ListedRegion list(KindListing lister, String account, String region) {
        String source = lister.source();
        return lister.list(
                new AwsAccountRegion(AwsAccount.ofOwnCredentials(account), region),
                new RegionListing(source, "place", account, region, NOW),
                new AccessDeniedRecorder(source, new SourceMeters(new SimpleMeterRegistry())::unavailable));
    }

    public static RegionListing of(String source) {
        return new RegionListing(source, "place", "111122223333", "eu-west-3", NOW);
    }
}
