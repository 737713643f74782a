package dev.gleaner.collector.source.inventory.network;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.source.Rounds;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.ListingPublisher;
import dev.gleaner.collector.whereabouts.Listed;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.signal.Signal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lists the VPCs of every account and configured region. What is not in a listing is not said to be gone. */
@ApplicationScoped
class NetworkSource implements Source {

    static final String NAME = "inventory-networks";

    private final InventoryConfig config;
    private final AwsClients aws;
    private final Rounds rounds;
    private final ListingPublisher listings;
    private final Whereabouts whereabouts;
    private final Clock clock;

    NetworkSource(
            InventoryConfig config,
            AwsClients aws,
            Rounds rounds,
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

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return config.enabled()
                && config.networks().enabled()
                && config.folder().isEmpty()
                && !aws.regions().isEmpty();
    }

    @Override
    public Duration interval() {
        return config.networks().interval();
    }

    @Override
    public void prepare() {
        aws.regions().forEach(region -> whereabouts.expect(place(region)));
    }

    @Override
    public void poll() {
        Map<String, Listed> listed = new ConcurrentHashMap<>();
        Set<String> failed =
                rounds.eachRegion(NAME, realm -> listed.put(place(realm.region()) + " " + realm, list(realm)));
        whereabouts.replace(listed);
        aws.regions().stream()
                .filter(region -> !failed.contains(region))
                .forEach(region -> whereabouts.complete(place(region)));
    }

    private Listed list(Realm realm) {
        String account = realm.account().id();
        String region = realm.region();
        // True at least for the time before the first page was asked for.
        Instant asOf = clock.instant();
        Networks networks = Networks.of(aws.ec2(realm), account, region);
        List<Signal> signals = networks.signals(place(region), asOf);
        listings.publish(new Stretch(NAME, account, region), asOf, signals.size(), signals);
        return networks.listed();
    }

    private static String place(String region) {
        return "ec2:DescribeVpcs " + region;
    }
}
