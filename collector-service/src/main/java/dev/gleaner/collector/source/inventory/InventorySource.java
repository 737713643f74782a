package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.fleet.Fleet;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
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
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Reservation;

/** Lists the instances of every configured region. What is not in a listing is not said to be gone. */
@ApplicationScoped
class InventorySource implements Source {

    private final InventoryConfig config;
    private final AwsClients aws;
    private final ListingPublisher listings;
    private final Fleet fleet;
    private final Whereabouts whereabouts;
    private final SourceMeters meters;
    private final Clock clock;

    InventorySource(
            InventoryConfig config,
            AwsClients aws,
            ListingPublisher listings,
            Fleet fleet,
            Whereabouts whereabouts,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.listings = listings;
        this.fleet = fleet;
        this.whereabouts = whereabouts;
        this.meters = meters;
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
        String account = Answer.of(aws.sts().getCallerIdentity()).account();
        aws.regions().forEach(region -> poll(account, region));
    }

    /** One region that fails does not keep the others from being read. */
    private void poll(String account, String region) {
        try {
            list(account, region);
        } catch (RuntimeException e) {
            meters.unavailable(Listing.SOURCE);
            Log.errorf("Instances of %s can't be listed; the next poll tries again: %s", region, e.getMessage());
        }
    }

    private void list(String account, String region) {
        // True at least for the time before the first page was asked for.
        Instant asOf = clock.instant();
        List<Reservation> reservations = reservations(region);
        String place = place(region);
        List<Signal> signals = new ArrayList<>();
        List<Fleet.Member> members = new ArrayList<>();
        Set<String> addresses = new HashSet<>();
        List<Port> ports = new ArrayList<>();
        for (Reservation reservation : reservations) {
            String owner = reservation.ownerId() == null ? account : reservation.ownerId();
            reservation.instances().forEach(instance -> {
                signals.add(InstanceMapper.signal(new Listing(place, owner, region, asOf), instance));
                members.add(new Fleet.Member(owner, instance.instanceId()));
                addresses.addAll(InstanceMapper.addresses(instance));
                ports.addAll(InstancePorts.of(region, instance));
            });
        }
        listings.publish(new Listing(place, account, region, asOf).stretch(), asOf, members.size(), signals);
        fleet.replace(new Fleet.Region(account, region, members));
        whereabouts.replace(place, Listed.ofInstances(region, addresses).with(ports));
        whereabouts.complete(place);
    }

    private static String place(String region) {
        return "ec2:DescribeInstances " + region;
    }

    /** All of them, or an exception: half a listing is none. */
    private List<Reservation> reservations(String region) {
        List<Reservation> reservations = new ArrayList<>();
        Answer.of(aws.ec2(region).describeInstancesPaginator().reservations().subscribe(reservations::add));
        return reservations;
    }
}
