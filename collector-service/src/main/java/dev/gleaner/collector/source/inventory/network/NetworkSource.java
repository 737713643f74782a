package dev.gleaner.collector.source.inventory.network;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.Listing;
import dev.gleaner.collector.source.inventory.RegionContent;
import dev.gleaner.collector.source.inventory.RegionalRound;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Lists the VPCs of every account and configured region. What is not in a listing is not said to be gone. */
@ApplicationScoped
class NetworkSource implements PolledSource {

    private static final String NAME = "inventory-networks";
    private static final String API = "ec2:DescribeVpcs";

    private final InventoryConfig config;
    private final AwsClients aws;
    private final RegionalRound round;

    NetworkSource(InventoryConfig config, AwsClients aws, RegionalRound round) {
        this.config = config;
        this.aws = aws;
        this.round = round;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return config.networks().enabled() && round.isAsked();
    }

    @Override
    public Duration interval() {
        return config.networks().interval();
    }

    @Override
    public void prepare() {
        round.expect(API);
    }

    @Override
    public void poll() {
        round.list(NAME, API, this::list);
    }

    private RegionContent list(Realm realm, Listing listing) {
        Networks networks = Networks.of(aws.ec2(realm), listing.account(), listing.region());
        return new RegionContent(networks.signals(listing), Optional.of(networks.listed()));
    }
}
