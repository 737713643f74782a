package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.InterfaceEndpointRegistry;
import dev.gleaner.collector.fleet.NatGatewayRegistry;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.RegionalListingRunner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;

/**
 * Lists the VPCs, NAT gateways and interface endpoints of every account and configured region. The absence of one is not reported.
 */
@ApplicationScoped
class NetworkInventorySource implements PolledSource {

    private static final String NAME = "inventory-networks";
    private static final String API = "ec2:DescribeVpcs";

    private final InventoryConfig config;
    private final RateLimitedAwsClients aws;
    private final RegionalListingRunner round;
    private final NatGatewayRegistry natGatewayRegistry;
    private final InterfaceEndpointRegistry interfaceEndpointRegistry;

    NetworkInventorySource(
            InventoryConfig config,
            RateLimitedAwsClients aws,
            RegionalListingRunner round,
            NatGatewayRegistry natGatewayRegistry,
            InterfaceEndpointRegistry interfaceEndpointRegistry) {
        this.config = config;
        this.aws = aws;
        this.round = round;
        this.natGatewayRegistry = natGatewayRegistry;
        this.interfaceEndpointRegistry = interfaceEndpointRegistry;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return config.networks().enabled() && round.isEnabled();
    }

    @Override
    public Duration interval() {
        return config.networks().interval();
    }

    @Override
    public void prepare() {
        round.expectListings(API);
    }

    @Override
    public void poll() {
        round.list(NAME, API, this::list);
    }

    private ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing) {
        RegionNetworks networks = RegionNetworks.read(
                aws.client(Ec2AsyncClient.class, Ec2AsyncClient::builder, awsAccountRegion),
                listing.account(),
                listing.region());
        natGatewayRegistry.replace(listing.account(), listing.region(), networks.availableGateways());
        interfaceEndpointRegistry.replace(listing.account(), listing.region(), networks.availableEndpoints());
        return ListedRegion.of(networks.signals(listing)).with(networks.toListing());
    }
}
