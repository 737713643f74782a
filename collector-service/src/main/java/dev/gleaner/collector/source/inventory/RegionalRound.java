package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.whereabouts.Listed;
import dev.gleaner.collector.whereabouts.Whereabouts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Lists what AWS shows by region, in every account and configured region: each whole or not at all, and one that fails keeps
 * no other from being listed. What is not in a listing is not said to be gone.
 */
@ApplicationScoped
public class RegionalRound {

    private final InventoryConfig config;
    private final AwsClients aws;
    private final AccountRegionExecutor rounds;
    private final ListingPublisher listings;
    private final Whereabouts whereabouts;
    private final Clock clock;

    RegionalRound(
            InventoryConfig config,
            AwsClients aws,
            AccountRegionExecutor rounds,
            ListingPublisher listings,
            Whereabouts whereabouts,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.rounds = rounds;
        this.listings = listings;
        this.whereabouts = whereabouts;
        this.clock = clock;
    }

    /** Whether anything is listed by asking AWS. */
    public boolean isAsked() {
        return config.enabled() && config.folder().isEmpty() && !aws.regions().isEmpty();
    }

    /** The first listing of each region is worth waiting for, as calls can come from what is in it. */
    public void expect(String api) {
        aws.regions().forEach(region -> whereabouts.expect(place(api, region)));
    }

    /**
     * Lists all regions of all accounts for a source.
     *
     * @param api that is asked first, {@code ec2:DescribeInstances}
     * @return where all of it was listed, and Kafka has it
     */
    public Set<Realm> list(String source, String api, BiFunction<Realm, Listing, RegionContent> ask) {
        return list(source, api, realm -> true, ask);
    }

    /** The same, but for those that are not wanted now. */
    public Set<Realm> list(
            String source, String api, Predicate<Realm> wanted, BiFunction<Realm, Listing, RegionContent> ask) {
        Set<Realm> done = ConcurrentHashMap.newKeySet();
        Map<String, Listed> listed = new ConcurrentHashMap<>();
        Set<String> failed = rounds.forEachRegion(source, wanted, realm -> {
            // True at least for the time before the first page was asked for.
            Listing listing = new Listing(
                    source, place(api, realm.region()), realm.account().id(), realm.region(), clock.instant());
            RegionContent content = ask.apply(realm, listing);
            listings.publish(
                    listing.stretch(), listing.asOf(), content.signals().size(), content.signals());
            content.whereabouts().ifPresent(where -> listed.put(listing.place() + " " + realm, where));
            done.add(realm);
        });
        if (!listed.isEmpty()) {
            whereabouts.replace(listed);
        }
        aws.regions().stream()
                .filter(region -> !failed.contains(region))
                .forEach(region -> whereabouts.complete(place(api, region)));
        return done;
    }

    private static String place(String api, String region) {
        return api + " " + region;
    }
}
