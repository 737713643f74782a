package dev.gleaner.collector.whereabouts;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a call came from, by what the last listings showed and by the address ranges of AWS. It answers for now, not
 * for the time of the call: an address that changed hands in between is in the same region of AWS all the same, as AWS
 * gives addresses out by region.
 */
@ApplicationScoped
public class Whereabouts {

    private final FirstListings first = new FirstListings();
    private final Map<String, Listed> listings = new HashMap<>();
    private volatile Index index = Index.EMPTY;
    private volatile Ports ports = Ports.NONE;
    private volatile @Nullable Ranges ranges;

    /** Something of this name is going to be listed, and is worth waiting for. */
    public void expect(String name) {
        first.expect(name);
    }

    /** All of this name has been listed once. */
    public void complete(String name) {
        first.complete(name);
    }

    /** Returns when all that was expected is complete, or after this time. */
    public void awaitFirstListings(String who, Duration patience) {
        first.await(who, patience);
    }

    /** Nobody waits for listings while the collector stops. */
    void stop(@Observes ShutdownEvent event) {
        first.cancel();
    }

    /** A complete listing, in place of the last one of this name. */
    public void replace(String name, Listed listed) {
        replace(Map.of(name, listed));
    }

    /** Complete listings, in place of the last ones of these names: all at once, as each change costs a look at all. */
    public synchronized void replace(Map<String, Listed> complete) {
        listings.putAll(complete);
        index = Index.of(listings.values());
        ports = Ports.of(listings.values());
    }

    /** The address ranges of AWS, all of them. */
    public void replace(Ranges all) {
        ranges = all;
    }

    /** The network interfaces of all listed VPCs, as they are now. */
    public Ports ports() {
        return ports;
    }

    /**
     * Where a call came from. Through an endpoint of somebody else it came from a network that we don't know, in which
     * addresses may be the same as ours.
     *
     * @param endpoint id of the VPC endpoint; empty for none
     * @param address it came from; a service's name, or anything else, tells nothing
     */
    public Location locate(String endpoint, String address) {
        if (!endpoint.isEmpty()) {
            return Optional.ofNullable(index.endpoints().get(endpoint))
                    .map(Location::in)
                    .orElse(Location.UNKNOWN);
        }
        return Address.parse(address).map(this::locate).orElse(Location.UNKNOWN);
    }

    private Location locate(Address address) {
        Location ours = index.addresses().get(address);
        return ours == null ? new Location(publicRegion(address), Optional.empty()) : ours;
    }

    private Optional<String> publicRegion(Address address) {
        Ranges known = ranges;
        if (known == null || SpecialAddresses.contain(address)) {
            return Optional.empty();
        }
        return known.areElsewhereThan(address) ? Optional.of(Location.INTERNET) : known.region(address);
    }
}
