package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.ResourceListings;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.AccountRegionExecutor;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Lists resources in every account and configured region. Each region is listed completely or not at all, and a failure
 * does not affect other regions. The absence of a resource is not reported.
 */
@Singleton
public record RegionalListingRunner(
        InventoryConfig config,
        RateLimitedAwsClients aws,
        AccountRegionExecutor accountRegionExecutor,
        ListingRegistry registry,
        ListingPublisher listings,
        NetworkLocator networkLocator,
        Clock clock)
        implements ResourceListings {

    @Override
    public boolean isEnabled() {
        return config.enabled() && config.folder().isEmpty() && !aws.regions().isEmpty();
    }

    /** Announces the first listing of each region, as calls may come from its resources. */
    public void expectListings(String api) {
        aws.regions().forEach(region -> networkLocator.expectListing(place(api, region)));
    }

    /**
     * Lists all regions of all accounts for a source.
     *
     * @param api the first operation that is called, such as {@code ec2:DescribeInstances}
     * @return the accounts and regions whose listing Kafka has acknowledged
     */
    public Set<AwsAccountRegion> list(
            String source, String api, BiFunction<AwsAccountRegion, RegionListing, ListedRegion> ask) {
        return list(source, api, awsAccountRegion -> true, ask);
    }

    /** The same for the selected accounts and regions. */
    public Set<AwsAccountRegion> list(
            String source,
            String api,
            Predicate<AwsAccountRegion> wanted,
            BiFunction<AwsAccountRegion, RegionListing, ListedRegion> ask) {
        Set<AwsAccountRegion> done = ConcurrentHashMap.newKeySet();
        Map<String, NetworkListing> listed = new ConcurrentHashMap<>();
        Set<String> failed = accountRegionExecutor.forEachRegion(source, wanted, awsAccountRegion -> {
            // Valid at least as of the time before the first request.
            RegionListing listing = new RegionListing(
                    source,
                    place(api, awsAccountRegion.region()),
                    awsAccountRegion.account().id(),
                    awsAccountRegion.region(),
                    clock.instant());
            ListedRegion content = ask.apply(awsAccountRegion, listing);
            listings.publish(listing.scope(), listing.asOf(), content.signals().size(), content.signals());
            registry.replace(listing.account(), listing.region(), content);
            content.networkListing().ifPresent(where -> listed.put(listing.place() + " " + awsAccountRegion, where));
            done.add(awsAccountRegion);
        });
        if (!listed.isEmpty()) {
            networkLocator.replace(listed);
        }
        aws.regions().stream()
                .filter(region -> !failed.contains(region))
                .forEach(region -> networkLocator.completeListing(place(api, region)));
        return done;
    }

    private static String place(String api, String region) {
        return api + " " + region;
    }
}
