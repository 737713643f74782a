package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.InstanceLaunchRegistry;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.fleet.InstanceTypeRegistry;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.network.NetworkInterface;
import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Volume;

/** Lists the instances of every account and configured region. The absence of an instance is not reported. */
@ApplicationScoped
class InstanceInventorySource implements PolledSource {

    private static final String API = "ec2:DescribeInstances";

    /** Page limit of EC2. Without a limit EC2 may return everything at once, and allows fewer such calls. */
    private static final int PAGE = 1000;

    private static final String VOLUMES = "ec2:DescribeVolumes";

    /** Most values of one filter. Source: Amazon EC2 API Reference, DescribeVolumes and "Filters". */
    private static final int FILTER_VALUES = 200;

    /** Instances in these states have no metrics. */
    private static final Set<InstanceStateName> STOPPED_STATES =
            Set.of(InstanceStateName.STOPPED, InstanceStateName.TERMINATED);

    private final InventoryConfig config;
    private final RateLimitedAwsClients aws;
    private final RegionalListingRunner round;
    private final InstanceRegistry instanceRegistry;
    private final InstanceTypeRegistry types;
    private final InstanceLaunchRegistry launches;
    private final AccessDeniedRecorder denied;

    InstanceInventorySource(
            InventoryConfig config,
            RateLimitedAwsClients aws,
            RegionalListingRunner round,
            InstanceRegistry instanceRegistry,
            InstanceTypeRegistry types,
            InstanceLaunchRegistry launches,
            SourceMeters meters) {
        this.config = config;
        this.aws = aws;
        this.round = round;
        this.instanceRegistry = instanceRegistry;
        this.types = types;
        this.launches = launches;
        this.denied = new AccessDeniedRecorder(InstanceMapper.SOURCE, meters::unavailable);
    }

    @Override
    public Polling polling() {
        if (config.enabled() && config.folder().isEmpty() && aws.regions().isEmpty()) {
            Log.warn("No inventory is read: set collector.aws.regions or collector.inventory.folder,"
                    + " or collector.inventory.enabled=false");
        }
        return new Polling(InstanceMapper.SOURCE, round.isEnabled(), config.interval());
    }

    @Override
    public void prepare() {
        round.expectListings(API);
        types.expectListing();
    }

    @Override
    public void poll() {
        round.list(InstanceMapper.SOURCE, API, this::list);
        types.markRoundEnded();
    }

    private ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing) {
        List<Reservation> reservations = reservations(awsAccountRegion);
        Map<String, Volume> volumes = volumes(awsAccountRegion, reservations).orElse(null);
        List<Signal> signals = new ArrayList<>();
        List<InstanceRegistry.Member> members = new ArrayList<>();
        List<InstanceLaunchRegistry.Launch> launched = new ArrayList<>();
        Set<String> addresses = new HashSet<>();
        List<NetworkInterface> ports = new ArrayList<>();
        for (Reservation reservation : reservations) {
            String owner = reservation.ownerId() == null ? listing.account() : reservation.ownerId();
            reservation.instances().forEach(instance -> {
                signals.add(InstanceMapper.signal(listing.withOwner(owner), instance, volumes));
                members.add(new InstanceRegistry.Member(
                        owner,
                        instance.instanceId(),
                        isStopped(instance) ? Optional.of(listing.asOf()) : Optional.empty(),
                        InstanceMapper.gpuExporter(instance)));
                launched.add(InstanceLaunchRegistry.Launch.of(listing.region(), owner, instance));
                addresses.addAll(InstanceMapper.addresses(instance));
                ports.addAll(InstanceMapper.interfaces(listing.region(), instance));
            });
        }
        instanceRegistry.replace(new InstanceRegistry.Region(listing.account(), listing.region(), members));
        launches.replace(listing.account(), listing.region(), launched);
        types.replace(listing.account(), listing.region(), types(reservations));
        return ListedRegion.of(signals)
                .with(NetworkListing.ofInstances(listing.region(), addresses).withInterfaces(ports));
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

    /**
     * The volumes of stopped instances by id; empty if they could not be listed. A listing of instances does not depend on it: what
     * stopped instances cost is then not known.
     */
    private Optional<Map<String, Volume>> volumes(AwsAccountRegion awsAccountRegion, List<Reservation> reservations) {
        List<String> stopped = reservations.stream()
                .flatMap(reservation -> reservation.instances().stream())
                .filter(StoppedInstanceMapper::isStopped)
                .map(Instance::instanceId)
                .sorted()
                .toList();
        Map<String, Volume> volumes = new HashMap<>();
        try {
            for (int from = 0; from < stopped.size(); from += FILTER_VALUES) {
                List<String> some = stopped.subList(from, Math.min(stopped.size(), from + FILTER_VALUES));
                AwsPaginator.readAll(
                                token -> aws.ec2(awsAccountRegion)
                                        .describeVolumes(request -> request.filters(
                                                        filter -> filter.name("attachment.instance-id")
                                                                .values(some))
                                                .nextToken(token)),
                                DescribeVolumesResponse::nextToken,
                                DescribeVolumesResponse::volumes)
                        .forEach(volume -> volumes.put(volume.volumeId(), volume));
            }
        } catch (SdkException e) {
            denied.record("Volumes of stopped instances of " + awsAccountRegion, VOLUMES, e);
            return Optional.empty();
        }
        return Optional.of(volumes);
    }

    private List<Reservation> reservations(AwsAccountRegion awsAccountRegion) {
        return AwsPaginator.readAll(
                token -> aws.ec2(awsAccountRegion)
                        .describeInstances(request -> request.maxResults(PAGE).nextToken(token)),
                DescribeInstancesResponse::nextToken,
                DescribeInstancesResponse::reservations);
    }
}
