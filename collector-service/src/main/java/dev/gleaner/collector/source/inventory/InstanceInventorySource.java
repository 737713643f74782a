package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.fleet.InstanceTypeRegistry;
import dev.gleaner.collector.network.NetworkInterface;
import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Reservation;

/** Lists the instances of every account and configured region. The absence of an instance is not reported. */
@ApplicationScoped
class InstanceInventorySource implements PolledSource {

    private static final String API = "ec2:DescribeInstances";

    /** Page limit of EC2. Without a limit EC2 may return everything at once, and allows fewer such calls. */
    private static final int PAGE = 1000;

    /** Instances in these states have no metrics. */
    private static final Set<InstanceStateName> STOPPED_STATES =
            Set.of(InstanceStateName.STOPPED, InstanceStateName.TERMINATED);

    private final InventoryConfig config;
    private final RateLimitedAwsClients aws;
    private final RegionalListingRunner round;
    private final InstanceRegistry instanceRegistry;
    private final InstanceTypeRegistry types;

    InstanceInventorySource(
            InventoryConfig config,
            RateLimitedAwsClients aws,
            RegionalListingRunner round,
            InstanceRegistry instanceRegistry,
            InstanceTypeRegistry types) {
        this.config = config;
        this.aws = aws;
        this.round = round;
        this.instanceRegistry = instanceRegistry;
        this.types = types;
    }

    @Override
    public String name() {
        return RegionListing.INSTANCES;
    }

    @Override
    public boolean enabled() {
        if (config.enabled() && config.folder().isEmpty() && aws.regions().isEmpty()) {
            Log.warn("No inventory is read: set collector.aws.regions or collector.inventory.folder,"
                    + " or collector.inventory.enabled=false");
        }
        return round.isEnabled();
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public void prepare() {
        round.expectListings(API);
        types.expectListing();
    }

    @Override
    public void poll() {
        round.list(name(), API, this::list);
        types.markRoundEnded();
    }

    private RegionalListingRunner.RegionContent list(AwsAccountRegion awsAccountRegion, RegionListing listing) {
        List<Reservation> reservations = reservations(awsAccountRegion);
        List<Signal> signals = new ArrayList<>();
        List<InstanceRegistry.Member> members = new ArrayList<>();
        Set<String> addresses = new HashSet<>();
        List<NetworkInterface> ports = new ArrayList<>();
        for (Reservation reservation : reservations) {
            String owner = reservation.ownerId() == null ? listing.account() : reservation.ownerId();
            reservation.instances().forEach(instance -> {
                signals.add(InstanceMapper.signal(listing.withOwner(owner), instance));
                members.add(new InstanceRegistry.Member(
                        owner,
                        instance.instanceId(),
                        isStopped(instance) ? Optional.of(listing.asOf()) : Optional.empty()));
                addresses.addAll(InstanceMapper.addresses(instance));
                ports.addAll(InstanceMapper.interfaces(listing.region(), instance));
            });
        }
        instanceRegistry.replace(new InstanceRegistry.Region(listing.account(), listing.region(), members));
        types.replace(listing.account(), listing.region(), types(reservations));
        return new RegionalListingRunner.RegionContent(
                signals,
                Optional.of(
                        NetworkListing.ofInstances(listing.region(), addresses).withInterfaces(ports)));
    }

    /** Types of the instances that cost something now or may do so again. */
    private static Set<String> types(List<Reservation> reservations) {
        return reservations.stream()
                .flatMap(reservation -> reservation.instances().stream())
                .filter(instance -> instance.state() == null || instance.state().name() != InstanceStateName.TERMINATED)
                .map(Instance::instanceTypeAsString)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private static boolean isStopped(Instance instance) {
        return instance.state() != null
                && STOPPED_STATES.contains(instance.state().name());
    }

    private List<Reservation> reservations(AwsAccountRegion awsAccountRegion) {
        return AwsPaginator.readAll(
                token -> aws.ec2(awsAccountRegion)
                        .describeInstances(request -> request.maxResults(PAGE).nextToken(token)),
                DescribeInstancesResponse::nextToken,
                DescribeInstancesResponse::reservations);
    }
}
