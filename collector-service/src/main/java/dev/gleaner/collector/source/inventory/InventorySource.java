package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Pages;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.fleet.Fleet;
import dev.gleaner.collector.source.Rounds;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.whereabouts.Listed;
import dev.gleaner.collector.whereabouts.Port;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.signal.Signal;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Reservation;

/** Lists the instances of every account and configured region. What is not in a listing is not said to be gone. */
@ApplicationScoped
class InventorySource implements Source {

    /** Most that EC2 gives at a time; without a number it may give all at once, and let fewer of such calls pass. */
    private static final int PAGE = 1000;

    /** Instances in these states do nothing, and have no metrics. */
    private static final Set<InstanceStateName> RESTING =
            Set.of(InstanceStateName.STOPPED, InstanceStateName.TERMINATED);

    private final InventoryConfig config;
    private final AwsClients aws;
    private final Rounds rounds;
    private final ListingPublisher listings;
    private final Fleet fleet;
    private final Whereabouts whereabouts;
    private final Clock clock;

    InventorySource(
            InventoryConfig config,
            AwsClients aws,
            Rounds rounds,
            ListingPublisher listings,
            Fleet fleet,
            Whereabouts whereabouts,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.rounds = rounds;
        this.listings = listings;
        this.fleet = fleet;
        this.whereabouts = whereabouts;
        this.clock = clock;
    }

    @Override
    public String name() {
        return Listing.SOURCE;
    }

    @Override
    public boolean enabled() {
        boolean asked = config.enabled() && config.folder().isEmpty();
        if (asked && aws.regions().isEmpty()) {
            Log.warn("No inventory is read: set collector.aws.regions or collector.inventory.folder,"
                    + " or collector.inventory.enabled=false");
        }
        return asked && !aws.regions().isEmpty();
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public void prepare() {
        aws.regions().forEach(region -> whereabouts.expect(place(region)));
    }

    @Override
    public void poll() {
        Map<String, Listed> listed = new ConcurrentHashMap<>();
        Set<String> failed = rounds.eachRegion(
                Listing.SOURCE, realm -> listed.put(place(realm.region()) + " " + realm, list(realm)));
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
        List<Reservation> reservations = reservations(realm);
        String place = place(region);
        List<Signal> signals = new ArrayList<>();
        List<Fleet.Member> members = new ArrayList<>();
        Set<String> addresses = new HashSet<>();
        List<Port> ports = new ArrayList<>();
        for (Reservation reservation : reservations) {
            String owner = reservation.ownerId() == null ? account : reservation.ownerId();
            reservation.instances().forEach(instance -> {
                signals.add(InstanceMapper.signal(new Listing(place, owner, region, asOf), instance));
                members.add(new Fleet.Member(
                        owner, instance.instanceId(), rests(instance) ? Optional.of(asOf) : Optional.empty()));
                addresses.addAll(InstanceMapper.addresses(instance));
                ports.addAll(InstancePorts.of(region, instance));
            });
        }
        listings.publish(new Listing(place, account, region, asOf).stretch(), asOf, members.size(), signals);
        fleet.replace(new Fleet.Region(account, region, members));
        return Listed.ofInstances(region, addresses).with(ports);
    }

    private static String place(String region) {
        return "ec2:DescribeInstances " + region;
    }

    private static boolean rests(Instance instance) {
        return instance.state() != null && RESTING.contains(instance.state().name());
    }

    /** All of them, or an exception: half a listing is none. */
    private List<Reservation> reservations(Realm realm) {
        List<Reservation> reservations = new ArrayList<>();
        Pages.each(
                token -> aws.ec2(realm)
                        .describeInstances(request -> request.maxResults(PAGE).nextToken(token)),
                DescribeInstancesResponse::nextToken,
                page -> reservations.addAll(page.reservations()));
        return reservations;
    }
}
