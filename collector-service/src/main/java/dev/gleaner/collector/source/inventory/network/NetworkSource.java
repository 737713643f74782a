package dev.gleaner.collector.source.inventory.network;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.ListingPublisher;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.signal.Signal;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Lists the VPCs of every configured region. What is not in a listing is not said to be gone. */
@ApplicationScoped
class NetworkSource implements Source {

    static final String NAME = "inventory-networks";

    private final InventoryConfig config;
    private final AwsClients aws;
    private final ListingPublisher listings;
    private final Whereabouts whereabouts;
    private final SourceMeters meters;
    private final Clock clock;

    NetworkSource(
            InventoryConfig config,
            AwsClients aws,
            ListingPublisher listings,
            Whereabouts whereabouts,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.listings = listings;
        this.whereabouts = whereabouts;
        this.meters = meters;
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
        String account = Answer.of(aws.sts().getCallerIdentity()).account();
        aws.regions().forEach(region -> poll(account, region));
    }

    /** One region that fails does not keep the others from being read. */
    private void poll(String account, String region) {
        try {
            list(account, region);
        } catch (RuntimeException e) {
            meters.unavailable(NAME);
            Log.errorf(
                    "VPCs of %s can't be listed (ec2:DescribeVpcs, ec2:DescribeNatGateways, ec2:DescribeVpcEndpoints);"
                            + " the next poll tries again: %s",
                    region, e.getMessage());
        }
    }

    private void list(String account, String region) {
        // True at least for the time before the first page was asked for.
        Instant asOf = clock.instant();
        Networks networks = Networks.of(aws.ec2(region), account, region);
        List<Signal> signals = networks.signals(place(region), asOf);
        listings.publish(new Stretch(NAME, account, region), asOf, signals.size(), signals);
        whereabouts.replace(place(region), networks.listed());
        whereabouts.complete(place(region));
    }

    private static String place(String region) {
        return "ec2:DescribeVpcs " + region;
    }
}
